import * as v from "valibot";
import {
  byName,
  fields,
  finiteNumber,
  list,
  wholeNumber,
  type Infer,
} from "../files/json/schema";

/** What an epoch's line is made of, by step. */
const STEP_NUMBERS = fields({
  loss: finiteNumber(),
  /** Images of the batch that were classified rightly. */
  correct: wholeNumber(),
  parts: byName(finiteNumber()),
});
export type StepNumbers = Infer<typeof STEP_NUMBERS>;

/** Words of a random stream's state. */
const WORDS = 4;

/** Where a training stands within an epoch, in JSON. */
export const WITHIN_EPOCH = fields({
  /** Of the steps that are made, at least one. */
  steps: v.pipe(list(STEP_NUMBERS), v.minLength(1, "at least one step")),
  /** State of the stream that regularisers draw from. */
  random: v.pipe(list(wholeNumber()), v.length(WORDS, `${WORDS} words`)),
  /** Time that the steps took. */
  seconds: finiteNumber(),
});
export type WithinEpoch = Infer<typeof WITHIN_EPOCH>;
