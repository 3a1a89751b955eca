import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPredictionsNpz } from "../../../../src/predictions/read-npz";
import { readPredictionsSafetensors } from "../../../../src/predictions/read-safetensors";
import type { Random } from "../../../../src/random/random";
import { zipOf, type ZipPart } from "../../../encoders/checkpoints/zip-writer";
import { chance, mutateBytes, pick } from "../bytes";
import { mutateJson } from "../json";
import type { FuzzTarget } from "../target";
import { checkFilePredictions } from "./metrics-csv";
import { npyOf } from "./npy";
import { safetensorsOf } from "./safetensors";

const LOGITS = Buffer.from(Float32Array.of(1, 2, 3, 0.5, 0.25, 4).buffer);
const LABELS = Buffer.from(BigInt64Array.of(2n, 1n).buffer);
const NAMES = [
  "labels.npy",
  "probs.npy",
  "logits.npy",
  "../../../fuzz/labels.npy",
  "labels",
  "x.npy",
];

function npz(random: Random): Buffer {
  const shape = pick(["(2, 3)", "(2, 3)", "(3, 2)", "(6,)", "(2, 3, 1)", "(0, 3)"], random);
  const type = pick(["<f4", "<f4", "<i4", "<u4", ">f4", "|O", "<U1"], random);
  const logits = `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }`;
  const labels = "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }";
  const parts: ZipPart[] = [
    { name: "logits.npy", data: npyOf(logits, LOGITS) },
    { name: "labels.npy", data: npyOf(labels, LABELS) },
  ];
  const changed = parts.map((part): ZipPart => {
    if (chance(0.5, random)) return part;
    const bytes = mutateBytes(part.data, random);
    return pick<ZipPart>(
      [
        { ...part, data: bytes },
        { ...part, data: bytes, deflate: true },
        { ...part, name: pick(NAMES, random) },
        { ...part, size: pick([0, 1, 0xffffffff], random), deflate: chance(0.5, random) },
        { ...part, method: 12 },
      ],
      random,
    );
  });
  const archive = zipOf(chance(0.05, random) ? changed.slice(1) : changed);
  return chance(0.3, random) ? mutateBytes(archive, random) : archive;
}

function safetensors(random: Random): Buffer {
  const body = Buffer.concat([LOGITS, LABELS]);
  const fields = {
    logits: { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
    labels: { dtype: "I64", shape: [2], data_offsets: [24, 40] },
  };
  const honest = safetensorsOf(JSON.stringify(fields), body);
  return chance(0.5, random)
    ? mutateBytes(honest, random)
    : safetensorsOf(mutateJson(fields, random), body);
}

export const target: FuzzTarget = {
  about: "predictions as NPZ and safetensors (promptcal metrics)",
  inputs: 60_000,
  quick: 800,
  prepare: (folder) => (random) => {
    const zipped = chance(0.6, random);
    const name = zipped ? "hostile.npz" : "hostile.safetensors";
    const path = join(folder, name);
    writeFileSync(path, zipped ? npz(random) : safetensors(random));
    const read = async (): Promise<void> =>
      checkFilePredictions(
        zipped ? await readPredictionsNpz(path) : readPredictionsSafetensors(path),
      );
    return { where: name, read };
  },
};
