import { oneOf } from "../../../errors/promptcal-error";
import type { Claim } from "./claim";
import { claims } from "./claims";

/**
 * Claims by their names, for instance `["C1", "C2"]`, in this order.
 * @throws PromptcalError for a claim that does not exist
 */
export function claimsNamed(ids: readonly string[]): readonly Claim[] {
  const known = claims.map(({ id }) => id);
  return ids.map((id) => claims[known.indexOf(oneOf(id, known, "claim"))]!);
}
