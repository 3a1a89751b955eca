import { VERDICTS } from "../claims/effect-rows";
import type { JudgedClaim } from "../claims/judging/judged-claim";

/** The claims of each verdict under a figure, as Markdown; claims without runs come last. */
export function verdictsFinding(claims: readonly JudgedClaim[]): string {
  const lines = [...VERDICTS, undefined].flatMap((verdict) => {
    const ids = claims
      .filter((claim) => claim.verdict === verdict)
      .map(({ claim }) => claim.id);
    if (ids.length === 0) return [];
    const count = `${ids.length} of ${claims.length}`;
    return [`- ${verdict ?? "not judged"} (${count}): ${ids.join(", ")}`];
  });
  return ["**Here:**", ...lines].join("\n");
}
