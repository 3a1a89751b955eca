/** The one kind of interval that all tables and figures of several runs have; legends name it. */
export function intervalName({ level = 0.95 }: { readonly level?: number } = {}): string {
  return `${Math.round(level * 100)} % centred bootstrap intervals`;
}
