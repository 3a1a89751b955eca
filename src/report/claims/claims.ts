import type { Claim } from "./claim";
import { claimsOfDor } from "./claims-of-dor";
import { claimsOfTheStory } from "./claims-of-the-story";

/** The paper's claims that stored runs can judge, in the order of their numbers. */
export const claims: readonly Claim[] = [...claimsOfTheStory, ...claimsOfDor].sort(
  (a, b) => numberOf(a) - numberOf(b),
);

function numberOf({ id }: Claim): number {
  return Number(/\d+/.exec(id)![0]);
}
