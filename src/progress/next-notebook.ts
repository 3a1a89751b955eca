/** What code of the last notebook left in this process; our preload of tslab calls each before it runs another one. */
const forgotten = Symbol.for("promptcal.nextNotebook");

/**
 * Has something forgotten when this process begins another notebook: definitions of cells, and lines that are said once.
 * Outside our kernel there is no other notebook, and nothing happens.
 */
export function onNextNotebook(forget: () => void): void {
  const known = globalThis as { [key: symbol]: unknown };
  (known[forgotten] as Set<() => void> | undefined)?.add(forget);
}
