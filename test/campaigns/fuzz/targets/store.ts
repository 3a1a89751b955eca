import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readHistory } from "../../../../src/experiments/store/history";
import { readPredictions, CLASS_SETS } from "../../../../src/experiments/run/predictions";
import { runId } from "../../../../src/experiments/spec/spec";
import { readRun } from "../../../../src/experiments/store/store";
import {
  HISTORY_FILE,
  PREDICTIONS_FILE,
  RESULT_FILE,
  runFolder,
} from "../../../../src/experiments/store/store-paths";
import { canonicalHash } from "../../../../src/files/json/canonical-json";
import { PromptcalError } from "../../../../src/errors/promptcal-error";
import type { Random } from "../../../../src/random/random";
import { finishSomeRun, someSpec } from "../../../experiments/helpers";
import { chance, mutateBytes, pick } from "../bytes";
import { mutateJson } from "../json";
import { promised, type FuzzTarget } from "../target";
import { safetensorsOf } from "./safetensors";

const EPOCH = {
  ...{ epoch: 1, loss: 0.5, accuracy: 0.25, learning_rate: 0.002, seconds: 1.5 },
  ...{ parts: { ce: 0.5 }, measures: { fd: 0.25 } },
};

/** A result whose hash is that of its content: only the content can be wrong. */
function rehashed(text: string): string {
  try {
    const { hash: _, ...content } = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify({ ...content, hash: canonicalHash(content) });
  } catch {
    return text;
  }
}

export const target: FuzzTarget = {
  about: "runs of a store: result, history, predictions",
  inputs: 40_000,
  quick: 800,
  prepare: (folder) => {
    const id = runId(someSpec());
    finishSomeRun(folder, someSpec());
    const whole = (name: string): Buffer => readFileSync(join(runFolder(folder, id), name));
    const files = {
      [RESULT_FILE]: whole(RESULT_FILE),
      [PREDICTIONS_FILE]: whole(PREDICTIONS_FILE),
      [HISTORY_FILE]: whole(HISTORY_FILE),
    };
    const put = (name: string, content: string | Uint8Array): void =>
      writeFileSync(join(runFolder(folder, id), name), content);

    const result = (random: Random): (() => void) => {
      const text = mutateJson(JSON.parse(files[RESULT_FILE]!.toString("utf8")), random);
      put(RESULT_FILE, chance(0.7, random) ? rehashed(text) : text);
      return () => {
        const run = readRun(folder, id);
        if (run.state === "damaged") throw new PromptcalError(run.problem);
        promised(
          run.state === "done" && run.result.id === id,
          "the run that was asked for",
        );
      };
    };
    const predictions = (random: Random): (() => void) => {
      const bytes = files[PREDICTIONS_FILE]!;
      const end = 8 + bytes.readUInt32LE(0);
      const header: unknown = JSON.parse(bytes.toString("utf8", 8, end));
      const changed = chance(0.6, random)
        ? safetensorsOf(mutateJson(header, random), bytes.subarray(end))
        : mutateBytes(bytes, random);
      put(PREDICTIONS_FILE, changed);
      return () => {
        const read = readPredictions(folder, id);
        for (const classSet of CLASS_SETS) {
          const { classNames, logits, labels } = read[classSet];
          promised(labels instanceof Int32Array, "labels of 32-bit integers");
          promised(logits instanceof Float32Array, "logits of float32");
          promised(
            logits.length === labels.length * classNames.length,
            "a logit per class",
          );
          promised(
            labels.every((label) => classNames[label] !== undefined),
            "labels of classes",
          );
        }
      };
    };
    const history = (random: Random): (() => void) => {
      put(HISTORY_FILE, `${JSON.stringify(EPOCH)}\n${mutateJson(EPOCH, random)}\n`);
      return () => {
        for (const line of readHistory(folder, id)) {
          promised(Number.isFinite(line.loss) && Number.isFinite(line.epoch), "numbers");
          promised(
            typeof line.parts === "object" && line.parts !== null,
            "parts of the loss",
          );
        }
      };
    };
    return (random) => {
      const [name, prepare] = pick(
        [
          [RESULT_FILE, result],
          [PREDICTIONS_FILE, predictions],
          [HISTORY_FILE, history],
        ] as const,
        random,
      );
      // Damage of one file is found in that file, not in what the input before left.
      for (const [file, bytes] of Object.entries(files)) put(file, bytes);
      const read = prepare(random);
      return { where: name === RESULT_FILE ? id : name, read };
    };
  },
};
