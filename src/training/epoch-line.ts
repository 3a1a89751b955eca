import * as v from "valibot";
import { byName, fields, finiteNumber, type Infer } from "../files/json/schema";

/** A line of a history in JSON. */
export const EPOCH_LINE = fields({
  /** Counted from 1. */
  epoch: finiteNumber(),
  /** Mean over the epoch's steps. */
  loss: finiteNumber(),
  /** Share of right predictions on the epoch's batches, before each update. */
  accuracy: finiteNumber(),
  learning_rate: finiteNumber(),
  /** Time the epoch took. */
  seconds: finiteNumber(),
  /** Mean of each weighted part of the loss: `ce`, `kgcoop`, `dor`. */
  parts: byName(finiteNumber()),
  /** What the caller measured after the epoch, where it did; `train` knows nothing of its meaning. */
  measures: v.optional(byName(finiteNumber())),
});

/** One line of a training history. */
export type EpochLine = Infer<typeof EPOCH_LINE>;
