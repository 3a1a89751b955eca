/** Names that a sentence has room for. */
const LISTED = 5;

/** `a; b; c and 7 more`: a plan has thousands of runs, a line does not. */
export function listed(names: readonly string[]): string {
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  return names.slice(0, LISTED).join("; ") + more;
}
