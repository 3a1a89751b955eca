import { mismatch } from "../errors/promptcal-error";
import type { TunerDefinition } from "../methods/definition";
import { tunerNamed } from "../methods/registry";
import { TARGETS, type RegulariserDefinition, type Target } from "./definition";
import { regulariserNamed, regularisers } from "./registry";

/** What is tuned in something that a regulariser acts on: classes are names, and any training has logits. */
function tunes({ tunes: tuned }: TunerDefinition, target: Target): boolean {
  if (target === "logits") return tuned.length > 0;
  if (target === "classes") return tuned.includes("classes") || tuned.includes("names");
  return tuned.includes(target);
}

/** Whether a regulariser acts on what a tuner tunes; `none` does with every tuner. */
export function composes(tuner: string, regulariser: string): boolean {
  const found = regulariserNamed(regulariser);
  return found === undefined || tunes(tunerNamed(tuner), found.actsOn);
}

/** @throws PromptcalError saying why a regulariser does not act on a tuner, with those that do */
export function checkComposes(
  tuner: TunerDefinition,
  regulariser: RegulariserDefinition | undefined,
): void {
  if (regulariser === undefined || tunes(tuner, regulariser.actsOn)) return;
  const others = regularisers().filter(({ actsOn }) => tunes(tuner, actsOn));
  throw mismatch({
    what: `regulariser of ${tuner.name}`,
    expected: `one of ${["none", ...others.map(({ name }) => name)].join(", ")}`,
    got: `${regulariser.name}, which acts on ${TARGETS[regulariser.actsOn]}: ${tuner.name} does not tune them`,
  });
}
