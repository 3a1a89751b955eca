import type { Claim } from "./claim";
import { claimsOfDor } from "./claims-of-dor";
import { claimsOfTheTradeOff } from "./claims-of-the-trade-off";
import { claimsOfTheStory } from "./claims-of-the-story";

/** The paper's claims and our questions that stored runs can judge, in the order of their numbers. */
export const claims: readonly Claim[] = [
  ...claimsOfTheStory,
  ...claimsOfDor,
  ...claimsOfTheTradeOff,
].sort((a, b) => numberOf(a) - numberOf(b));

function numberOf({ id }: Claim): number {
  return Number(/\d+/.exec(id)![0]);
}
