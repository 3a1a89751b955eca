import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readTrainState, writeTrainState } from "../../../../src/training/train-state";
import { chance, mutateBytes } from "../bytes";
import { mutateJson } from "../json";
import { promised, type FuzzTarget } from "../target";
import { safetensorsOf } from "./safetensors";

const NAME = "hostile.safetensors";
const EPOCH = { epoch: 1, loss: 1, accuracy: 0, learning_rate: 1, seconds: 1, parts: {} };

export const target: FuzzTarget = {
  about: "checkpoints of a training (safetensors with a history)",
  inputs: 30_000,
  quick: 600,
  prepare: (folder) => {
    const path = join(folder, NAME);
    writeTrainState(path, {
      ...{ identity: "a".repeat(64), epoch: 1, updates: 3, history: [EPOCH], average: {} },
      parameters: { context: { shape: [2], data: Float32Array.of(1, 2) } },
      ...{ velocity: { context: Float32Array.of(0, 1) }, second: {} },
    });
    const whole = readFileSync(path);
    const end = 8 + whole.readUInt32LE(0);
    const header: unknown = JSON.parse(whole.toString("utf8", 8, end));
    return (random) => {
      const bytes = chance(0.7, random)
        ? safetensorsOf(mutateJson(header, random), whole.subarray(end))
        : mutateBytes(whole, random);
      writeFileSync(path, bytes);
      const read = (): void => {
        const { epoch, history, parameters, velocity } = readTrainState(path);
        promised(Number.isSafeInteger(epoch) && epoch >= 0, "a number of epochs");
        for (const line of history)
          promised(Number.isFinite(line.loss), "losses of epochs");
        for (const [name, { data }] of Object.entries(parameters))
          promised(velocity[name]?.length === data.length, "a velocity of each value");
      };
      return { where: NAME, read };
    };
  },
};
