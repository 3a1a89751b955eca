import { VERDICTS } from "../claims/effect-rows";
import type { ClaimOnSuites } from "../claims/judging/judge-suites";

/** On which suites each claim has which verdict, as Markdown: `C3: holds on scale 0.75, undecided on scale 1`. */
export function suitesFinding(claims: readonly ClaimOnSuites[]): string {
  const lines = claims.map(({ claim, suites }) => {
    const said = VERDICTS.flatMap((verdict) => {
      const titles = [...suites]
        .filter(([, judged]) => judged.verdict === verdict)
        .map(([title]) => title);
      if (titles.length === 0) return [];
      const all = titles.length === suites.size;
      return [
        `*${verdict}* ${all ? `on all ${suites.size}` : `on ${titles.join(" and ")}`}`,
      ];
    });
    return `- ${claim.id} (${claim.sentence}) ${said.length === 0 ? "is not judged: runs are missing" : said.join(", ")}`;
  });
  return ["**Here:**", ...lines].join("\n");
}
