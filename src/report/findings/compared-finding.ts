import { VERDICTS } from "../claims/effect-rows";
import type { ComparedClaim } from "../claims/judging/compared-claim";

const LIST = new Intl.ListFormat("en-GB");

/** On which sets of runs each claim has which verdict, as Markdown: `holds on icons × 0.75 and icons-b; undecided on icons`. */
export function comparedFinding(claims: readonly ComparedClaim[]): string {
  const lines = claims.map(({ claim, on }) => {
    const said = VERDICTS.flatMap((verdict) => {
      const titles = [...on]
        .filter(([, judged]) => judged.verdict === verdict)
        .map(([title]) => title);
      if (titles.length === 0) return [];
      const all = on.size === 2 ? "both" : `all ${on.size}`;
      return [`*${verdict}* on ${titles.length === on.size ? all : LIST.format(titles)}`];
    });
    return `- ${claim.id} (${claim.sentence}) ${said.length === 0 ? "is not judged: runs are missing" : said.join("; ")}`;
  });
  return ["**Here:**", ...lines].join("\n");
}
