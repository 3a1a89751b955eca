import { asNumber, asRecord } from "../files/json-fields";

/** One line of a training history. */
export interface EpochLine {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean over the epoch's steps. */
  readonly loss: number;
  /** Share of right predictions on the epoch's batches, before each update. */
  readonly accuracy: number;
  readonly learning_rate: number;
  /** Time the epoch took. */
  readonly seconds: number;
  /** Mean of each weighted part of the loss: `ce`, `kgcoop`, `dor`. */
  readonly parts: Readonly<Record<string, number>>;
  /** What the caller measured after the epoch, where it did; `train` knows nothing of its meaning. */
  readonly measures?: Readonly<Record<string, number>>;
}

const NUMBERS = ["epoch", "loss", "accuracy", "learning_rate", "seconds"] as const;

/**
 * Checks a line of a history that was read from JSON.
 * @param where names file and line in errors
 * @throws PromptcalError naming the field
 */
export function parseEpochLine(value: unknown, where: string): EpochLine {
  const fields = asRecord(value, "epoch", where);
  for (const name of NUMBERS) asNumber(fields[name], `epoch field ${name}`, where);
  for (const group of ["parts", "measures"]) {
    if (group === "measures" && fields[group] === undefined) continue;
    const what = `epoch field ${group}`;
    for (const [name, number] of Object.entries(asRecord(fields[group], what, where)))
      asNumber(number, `${what}.${name}`, where);
  }
  return fields as unknown as EpochLine;
}
