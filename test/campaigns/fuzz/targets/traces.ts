import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSafetensors } from "../../../../src/files/tensors/safetensors";
import {
  readTraces,
  traceParameters,
  traceTensor,
} from "../../../../src/reference/reference-trace";
import { chance, mutateBytes } from "../bytes";
import { mutateJson } from "../json";
import { promised, type FuzzTarget } from "../target";
import { safetensorsOf } from "./safetensors";

const HONEST = {
  templates: { kgcoop: "a photo of a {}.", imagenet_templates: ["a {}.", "the {}."] },
  class_names: { base: ["cat", "dog"], new: ["owl", "yin_yang"] },
  methods: {
    coop_end: {
      ...{ loss: [1.5, 1.25], lr_per_step: [0.002, 0.001] },
      config: { trainer: "CoOp", n_ctx: 4, csc: false, ctx_init: "" },
      optimizer: { name: "sgd", momentum: 0.9, weight_decay: 0.0005 },
      float32_max_abs_deviation: { logits: 1e-6 },
    },
  },
};

export const target: FuzzTarget = {
  about: "reference traces (promptcal verify): JSON and tensors",
  inputs: 25_000,
  quick: 500,
  prepare: (folder) => {
    const [json, file] = [join(folder, "traces.json"), join(folder, "traces.safetensors")];
    writeSafetensors(file, {
      batches: { shape: [2, 3], data: Int32Array.of(0, 1, 2, 3, 4, 5) },
      "coop_end.init.ctx": { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
    });
    const whole = readFileSync(file);
    const end = 8 + whole.readUInt32LE(0);
    const header: unknown = JSON.parse(whole.toString("utf8", 8, end));
    return (random) => {
      const tensors = chance(0.3, random);
      const bytes = chance(0.5, random)
        ? mutateBytes(whole, random)
        : safetensorsOf(mutateJson(header, random), whole.subarray(end));
      writeFileSync(file, tensors ? bytes : whole);
      writeFileSync(json, tensors ? JSON.stringify(HONEST) : mutateJson(HONEST, random));
      const read = (): void => {
        const traces = readTraces(folder);
        promised(
          traces.batches.every((batch) => batch.length > 0),
          "batches of images",
        );
        for (const [name, method] of Object.entries(traces.methods)) {
          promised(typeof method.config.trainer === "string", "a trainer");
          promised(method.loss.length === method.lr_per_step.length, "a rate per step");
          promised(method.loss.every(Number.isFinite), "losses that are numbers");
          promised(typeof method.optimizer.name === "string", "an optimizer");
          for (const parameter of traceParameters(traces, name))
            traceTensor(traces, `${name}.init.${parameter}`);
        }
        for (const names of Object.values(traces.classNames))
          promised(
            names.every((name) => typeof name === "string"),
            "names of classes",
          );
      };
      return { where: folder, read };
    };
  },
};
