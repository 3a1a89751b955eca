import { VERDICTS } from "../claims/effect-rows";
import type { ClaimOnSuites } from "../claims/judging/judge-suites";

const LIST = new Intl.ListFormat("en-GB");

/** On which suites each claim has which verdict, as Markdown: `holds on icons × 0.75 and icons-b; undecided on icons`. */
export function suitesFinding(claims: readonly ClaimOnSuites[]): string {
  const lines = claims.map(({ claim, suites }) => {
    const said = VERDICTS.flatMap((verdict) => {
      const titles = [...suites]
        .filter(([, judged]) => judged.verdict === verdict)
        .map(([title]) => title);
      if (titles.length === 0) return [];
      const all = titles.length === suites.size;
      return [
        `*${verdict}* ${all ? `on all ${suites.size}` : `on ${LIST.format(titles)}`}`,
      ];
    });
    return `- ${claim.id} (${claim.sentence}) ${said.length === 0 ? "is not judged: runs are missing" : said.join("; ")}`;
  });
  return ["**Here:**", ...lines].join("\n");
}
