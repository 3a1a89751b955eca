import { mismatch } from "../errors/promptcal-error";
import type { Tuned, TunerDefinition } from "../methods/definition";
import { tunerNamed } from "../methods/registry";
import { TARGETS, type RegulariserDefinition, type Target } from "./definition";
import { regulariserNamed, regularisers } from "./registry";

/** What counts as tuned for a target: classes are names, and any training has logits. */
const TUNED_FOR: Readonly<Record<Target, readonly Tuned[]>> = {
  names: ["names"],
  classes: ["classes", "names"],
  images: ["images"],
  logits: ["logits", "classes", "names", "images"],
  text: ["text", "classes", "names"],
};

function tunes({ tunes: tuned }: TunerDefinition, target: Target): boolean {
  return TUNED_FOR[target].some((each) => tuned.includes(each));
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
