import { printUnit } from "../../analysis/inequality";
import { tuningSets } from "../../analysis/runs/evaluated-run";
import { familyText, HOLM } from "../../report/claims/claims-legend";
import { effectText } from "../../report/claims/effect-text";
import { verdictCounts } from "../../report/claims/judging/verdict-counts";
import {
  DECIDING_HEADS,
  decidingStatement,
  storedClaims,
  storedSentence,
  type StoredClaim,
} from "../../report/claims/stored-claims";
import { textTable } from "../terminal/text-table";

/**
 * The claims for the terminal: how many have which verdict, then those that were judged, with the effect that decides.
 * @param json `claims.json`
 */
export function claimsSummary(json: unknown): string {
  const { claims, tests } = storedClaims(json);
  const judged = claims.filter(({ statements }) => statements.length > 0);
  const rows = judged.map((claim) => [
    claim.id,
    `${claim.verdict}${claim.survivesHolm ? ` ${HOLM}` : ""}`,
    decidingEffect(claim),
    `${tuningSets(claim).length}`,
    storedSentence(claim),
  ]);
  const heads = ["", "verdict", DECIDING_HEADS[0], "data sets", "claim"];
  const others = claims.filter(({ statements }) => statements.length === 0);
  const counts = verdictCounts(claims.map(({ verdict }) => verdict));
  const family = tests === null ? "" : ` ${familyText(tests)}`;
  return [
    `${claims.length} claims: ${counts}.${family}\n`,
    ...(judged.length === 0 ? [] : [textTable([heads, ...rows])]),
    ...(others.length === 0
      ? []
      : [`Not judged, for lack of runs: ${others.map(({ id }) => id).join(", ")}\n`]),
  ].join("\n");
}

function decidingEffect(claim: StoredClaim): string {
  const deciding = decidingStatement(claim);
  return `${effectText(deciding, deciding.datasetMean!)} ${printUnit(deciding)}`;
}
