import { PromptcalError } from "../../errors/promptcal-error";
import type { CalibrationInput } from "../calibration-input";
import type { Reals } from "../probability/softmax";

/** What is known of a model's predictions on one test set. A metric names the fields that it needs. */
export interface MetricInput extends CalibrationInput {
  /** Predicted class of each sample, shape [n]. */
  readonly prediction?: Int32Array;
  /** True class of each sample, shape [n]. */
  readonly labels?: Int32Array;
  /** Flat [n, c]; rows sum to 1. */
  readonly probabilities?: Reals;
  /** Flat [n, c], already scaled. */
  readonly logits?: Reals;
  readonly textFeatures?: TextFeatures;
  /** Factor on the cosines from which the logits were made. */
  readonly logitScale?: number;
  /** Proximity of each sample to known ones, shape [n]; see `proximity`. */
  readonly proximity?: Float64Array;
}

/** Text features of the classes. */
export interface TextFeatures {
  /** Flat [c, d]. */
  readonly values: Reals;
  /** The width d. */
  readonly dimension: number;
}

/** A field that an input may lack. */
export type MetricField = Exclude<keyof MetricInput, keyof CalibrationInput>;

/** An input that has these fields. */
export type InputWith<Field extends MetricField> = MetricInput &
  Required<Pick<MetricInput, Field>>;

/** Whether the input has all of these fields. */
export function hasFields<Field extends MetricField>(
  input: MetricInput,
  needs: readonly Field[],
): input is InputWith<Field> {
  return needs.every((field) => input[field] !== undefined);
}

/**
 * The same input, known to have the fields that a metric needs.
 * @param key of the metric
 * @throws PromptcalError naming the fields that are absent
 */
export function needFields<Field extends MetricField>(
  key: string,
  input: MetricInput,
  needs: readonly Field[],
): InputWith<Field> {
  if (hasFields(input, needs)) return input;
  const missing = needs.filter((field) => input[field] === undefined);
  throw new PromptcalError(
    `metric ${key}: expected predictions with ${needs.join(", ")}, ` +
      `got predictions without ${missing.join(", ")}`,
  );
}
