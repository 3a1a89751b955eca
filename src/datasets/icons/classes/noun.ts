/**
 * Words behind a noun that leave the drawing what it is: a mark added to it, its frame, direction
 * or state. `bell off` is still a drawing of a bell; `mouse pad` is none of a mouse.
 */
const MODIFIERS = new Set(
  (
    "up down left right top bottom upper lower horizontal vertical diagonal north south east west " +
    "add plus minus remove delete off on slash alt alternate check checked checkmark x cross close closed " +
    "open opened cancel done error warning alert block disabled enabled active inactive full half " +
    "quarter low medium high empty charging circle square rounded small large big mini tiny simple " +
    "variant basic one two three four five outline outlined filled fill solid icon sign symbol new"
  ).split(" "),
);

/** Nouns that are frames when something follows: `circle arrow up` shows the arrow, not the circle. */
const FRAMES = new Set(["circle", "square"]);

/**
 * The noun that an icon's caption names: the whole caption, its singular, or either after dropping
 * trailing modifiers one by one.
 * @param nouns valid nouns; the longest match wins because modifiers are dropped from the end
 */
export function nounOf(caption: string, nouns: ReadonlySet<string>): string | undefined {
  const words = caption.split(" ");
  while (words.length > 0) {
    const found = forms(words.join(" ")).find((form) => nouns.has(form));
    if (found !== undefined) return bare(found, words.length, caption) ? found : undefined;
    if (words.length === 1 || !MODIFIERS.has(words.at(-1)!)) return undefined;
    words.pop();
  }
  return undefined;
}

function bare(noun: string, kept: number, caption: string): boolean {
  return !FRAMES.has(noun) || kept === caption.split(" ").length;
}

/** A phrase and what it can be the plural of. */
function forms(phrase: string): readonly string[] {
  const out = [phrase];
  if (phrase.endsWith("ies")) out.push(`${phrase.slice(0, -3)}y`);
  if (phrase.endsWith("ves"))
    out.push(`${phrase.slice(0, -3)}f`, `${phrase.slice(0, -3)}fe`);
  if (phrase.endsWith("es")) out.push(phrase.slice(0, -2));
  if (phrase.endsWith("s")) out.push(phrase.slice(0, -1));
  return out;
}
