import { basename } from "node:path";
import { oneOf } from "../../errors/promptcal-error";
import type { Suite } from "./suite-definition";
import type { SuiteVariant } from "./suite-variant";

/** Stands between the name of a suite and that of a variant: `world+icons-b`. */
export const VARIANT_MARK = "+";

/**
 * `models`: variants with weights of their own; `scales`: the same weights at another logit scale; `controls`: twins of
 * one of the models.
 */
export type VariantKind = "models" | "scales" | "controls";

/** Names of a suite's variants of one kind, in the order of its file. */
export function variantNames({ variants }: Suite, kind: VariantKind): readonly string[] {
  return Object.entries(variants)
    .filter(([, variant]) => kindOf(variant) === kind)
    .map(([name]) => name);
}

function kindOf({ weights, controlOf }: SuiteVariant): VariantKind {
  if (weights === undefined) return "scales";
  return controlOf === undefined ? "models" : "controls";
}

/** Name of a suite's model, by its weights: `icons-b` of `icons-b-clip.safetensors`. */
export function modelName({ model }: Pick<Suite, "model">): string {
  return basename(model.weights).replace(/(-clip)?\.safetensors$/, "");
}

/**
 * A variant of a suite as a suite of its own.
 * @throws PromptcalError for a variant that the suite does not have, with the nearest
 */
export function suiteVariant(suite: Suite, variant: string): Suite {
  const name = oneOf(
    variant,
    Object.keys(suite.variants),
    `variant of suite ${suite.name}`,
  );
  const changes = suite.variants[name]!;
  // Other weights bring a scale of their own.
  const model =
    changes.weights === undefined
      ? { logitScaleFactor: suite.model.logitScaleFactor * (changes.logitScaleFactor ?? 1) }
      : { weights: changes.weights, logitScaleFactor: 1 };
  return {
    ...suite,
    name: `${suite.name}${VARIANT_MARK}${name}`,
    optional: true,
    model: { ...suite.model, ...model },
    variants: {},
  };
}
