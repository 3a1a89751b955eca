import type { CheckpointTensors } from "../../encoders/checkpoints/checkpoint-tensors";
import { firstFew } from "../../errors/first-few";
import { eventError, oneOf } from "../../errors/promptcal-error";
import { checkpointParts, type CheckpointLayout } from "../../methods/checkpoint-layout";
import { tuners } from "../../methods/registry";

/** How the reference trainer of a tuner saves what it learned. */
export interface PromptLayout extends CheckpointLayout {
  readonly tuner: string;
}

/** The layouts of all tuners whose reference trainer's is known. */
export function promptLayouts(): readonly PromptLayout[] {
  return tuners().flatMap(({ name, checkpoint }) =>
    checkpoint === undefined ? [] : [{ tuner: name, ...checkpoint }],
  );
}

/** The layout of a tuner; undefined where the reference's is not known. */
export function layoutOf(tuner: string): PromptLayout | undefined {
  return promptLayouts().find((layout) => layout.tuner === tuner);
}

/**
 * Finds the trainer that saved some tensors. CoOp, KgCoOp and ProGrad may save the very same ones: then the
 * caller's word decides.
 * @param said tuner of an option; it has to fit
 * @param guessed tuner of the path; it decides between those that fit
 * @throws PromptcalError where no trainer fits, or several do and nothing decides
 */
export function recogniseLayout(
  tensors: CheckpointTensors,
  where: string,
  {
    said,
    guessed,
  }: { readonly said?: string | undefined; readonly guessed?: string | undefined },
): PromptLayout {
  const known = promptLayouts();
  const parts = checkpointParts(tensors);
  const layouts = known.filter(
    (layout) => layout.parts === parts && (layout.fits?.(tensors) ?? true),
  );
  const names = layouts.map(({ trainer }) => trainer).join(", ");
  if (said !== undefined) {
    oneOf(
      said,
      known.map(({ tuner }) => tuner),
      "trainer of checkpoints",
    );
    const found = layouts.find(({ tuner }) => tuner === said);
    if (found !== undefined) return found;
    throw eventError(
      `${where} holds the tensors of ${names || "no trainer that is known"}, not of ${said}`,
      "leave --tuner out, or name another file",
    );
  }
  const found = layouts.find(({ tuner }) => tuner === guessed) ?? only(layouts);
  if (found !== undefined) return found;
  if (layouts.length === 0) {
    const some = [...tensors.keys()].filter((name) => !/token_(prefix|suffix)$/.test(name));
    throw eventError(
      `${where} is of a trainer that is not known: it holds ${firstFew(some)}`,
      `known are ${known.map(({ trainer }) => trainer).join(", ")}`,
    );
  }
  throw eventError(
    `${where} holds a context as ${names} save it, and its path names none of them`,
    `say which with --tuner ${layouts.map(({ tuner }) => tuner).join("|")}`,
  );
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
