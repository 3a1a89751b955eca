import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PromptcalError } from "../../errors/promptcal-error";
import { SystemFailure } from "../../files/system-error";
import {
  readTrainState,
  writeTrainState,
  type TrainState,
} from "../../training/train-state";
import { tune, type Tuned, type TuneRequest } from "../../training/tune";
import type { RunSpec } from "../spec/spec";
import { CHECKPOINT_FILE } from "../store/store-paths";

/** What checkpoints need to know of a run. */
export interface CheckpointContext {
  /** The run's folder. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly onEpoch?: (epoch: number, epochs: number) => void;
  readonly onNote?: (text: string) => void;
}

/** Least time between two checkpoints: a run of seconds should not spend them on the disk. */
const CHECKPOINT_MS = 3000;

/** Time between two checkpoints within an epoch: one of a large model lasts hours. */
const STEP_CHECKPOINT_MS = 15_000;

/** Writes a checkpoint every few seconds after an epoch, every quarter of a minute within one, and when interrupted. */
export function checkpointing(
  spec: RunSpec,
  { folder, signal, onEpoch }: CheckpointContext,
): Pick<TuneRequest, "onEpoch" | "onState" | "onStepState"> {
  const epochs = epochsOf(spec);
  let last = Date.now();
  const write = (state: TrainState): void => {
    writeTrainState(join(folder, CHECKPOINT_FILE), state);
    last = Date.now();
  };
  return {
    onStepState: (state) => {
      if (Date.now() - last >= STEP_CHECKPOINT_MS) write(state());
    },
    onEpoch: ({ epoch }) => onEpoch?.(epoch, epochs),
    onState: (state) => {
      if (signal?.aborted !== true && Date.now() - last < CHECKPOINT_MS) return;
      write(state);
    },
  };
}

/** Goes on from the folder's checkpoint; where it does not fit, says so and starts again. */
export async function tuneOrResume(
  { folder, onNote }: CheckpointContext,
  request: TuneRequest,
): Promise<Tuned> {
  const path = join(folder, CHECKPOINT_FILE);
  if (!existsSync(path) || request.learned !== undefined) return tune(request);
  try {
    return await tune({ ...request, resume: readTrainState(path) });
  } catch (error) {
    if (!(error instanceof PromptcalError) || error instanceof SystemFailure) throw error;
    onNote?.(`checkpoint not used, tuning starts again: ${error.message}`);
    rmSync(path);
    return tune(request);
  }
}

/** 0 for methods that train nothing. */
export function epochsOf({ recipe }: RunSpec): number {
  return Number(recipe["epochs"] ?? 0);
}
