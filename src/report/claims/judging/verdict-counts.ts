/** The verdicts of claims in one line: "12 hold, 2 fail, 3 negligible, 20 undecided, 1 not judged". */
export function verdictCounts(verdicts: readonly (string | undefined)[]): string {
  const count = (verdict: string): number =>
    verdicts.filter((each) => each === verdict).length;
  const judged = ["holds", "fails", "negligible", "undecided"].map(count);
  const missing = verdicts.length - judged.reduce((sum, each) => sum + each, 0);
  return (
    `${judged[0]} hold, ${judged[1]} fail, ${judged[2]} negligible, ${judged[3]} undecided` +
    (missing > 0 ? `, ${missing} not judged` : "")
  );
}
