import { mismatch } from "../../errors/promptcal-error";
import type { Tuner } from "../../methods/tuner";
import { seededRandom } from "../../random/random";
import type { LearnedParameters } from "../run/parameters";
import type { PromptFile } from "./prompt-file";

/**
 * Takes what a tuner learns out of a checkpoint; all else in it, frozen towers and buffers, is left.
 * @throws PromptcalError where a tensor is missing or has another shape
 */
export function learnedParameters(
  tuner: Pick<Tuner, "init" | "name">,
  { tensors, path }: Pick<PromptFile, "tensors" | "path">,
): LearnedParameters {
  const start = tuner.init(seededRandom("shapes of parameters"));
  const values = Object.entries(start).map(([name, { shape }]) => {
    const tensor = tensors.get(name);
    if (String(tensor?.shape) === String(shape))
      return [name, { shape, data: tensor!.read().slice() }] as const;
    throw mismatch({
      what: `tensor ${name} of ${tuner.name}`,
      expected: `shape [${shape.join(", ")}]`,
      got: tensor === undefined ? "none" : `[${tensor.shape.join(", ")}]`,
      where: path,
      fix: "name the suite of its backbone with --suite, or its trainer with --tuner",
    });
  });
  return Object.fromEntries(values);
}
