import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { recordWeightsHash } from "../../../src/experiments/weights/weights-file";
import { writeJsonAtomic } from "../../../src/files/atomic-file";
import { readTraces, traceTensor } from "../../../src/reference/reference-trace";
import { REFERENCE } from "../../reference";

/** Name of the one data set. */
export const OBJECTS = "objects";

type Entry = [path: string, label: number, className: string];

/**
 * A suite `reference` in a folder, for PROMPTCAL_SUITES: the tiny CLIP of the reference's traces, and their
 * images as a data set whose base and new classes are the traces'. Predictions are those of the traces.
 */
export async function makeReferenceSuite(folder: string): Promise<void> {
  const weights = join(folder, "clip-tiny.safetensors");
  mkdirSync(join(folder, "suites"), { recursive: true });
  copyFileSync(join(REFERENCE, "clip-tiny.safetensors"), weights);
  copyFileSync(join(REFERENCE, "clip-tiny.json"), join(folder, "clip-tiny.json"));
  recordWeightsHash(weights);
  await makeObjects(join(folder, "data", OBJECTS));
  writeJsonAtomic(join(folder, "suites", "reference.json"), {
    name: "reference",
    about: "the tiny CLIP and the images of the reference's traces",
    model: {
      weights: "../clip-tiny.safetensors",
      architecture: "../clip-tiny.json",
      restore: "make it again",
    },
    template: "a photo of a {}.",
    datasets: {
      format: "folder",
      root: "../data",
      names: [OBJECTS],
      restore: "make it again",
    },
  });
}

async function makeObjects(folder: string): Promise<void> {
  const traces = readTraces(REFERENCE);
  const { base, new: novel } = traces.classNames;
  const classes = [...base, ...novel];
  const images = async (from: string, part: string, first: number): Promise<Entry[]> => {
    const { shape, data } = traceTensor(traces, `images_u8.${from}`);
    const side = shape[2]!;
    const size = 3 * side * side;
    const { data: labels } = traceTensor(traces, `labels.${from}`);
    const entries: Entry[] = [];
    for (const [i, own] of labels.entries()) {
      const label = first + own;
      const name = classes[label]!;
      const path = `${name}/${part}-${from}-${i}.png`;
      mkdirSync(join(folder, "images", name), { recursive: true });
      const raw = { width: side, height: side, channels: 3 } as const;
      const pixels = interleaved(data.subarray(i * size, (i + 1) * size), side);
      await sharp(pixels, { raw }).toFile(join(folder, "images", path));
      entries.push([path, label, name]);
    }
    return entries;
  };
  const train = await images("train", "train", 0);
  const val = await images("train", "val", 0);
  const test = [
    ...(await images("base", "test", 0)),
    ...(await images("new", "test", base.length)),
  ];
  // Every class has a training image; no new class is ever trained on.
  const unseen: Entry[] = [];
  for (const [i, name] of novel.entries()) {
    const path = `${name}/train-new-${i}.png`;
    mkdirSync(join(folder, "images", name), { recursive: true });
    const background = { r: 40 * i, g: 90, b: 200 };
    await sharp({ create: { width: 32, height: 32, channels: 3, background } }).toFile(
      join(folder, "images", path),
    );
    unseen.push([path, base.length + i, name]);
  }
  const split = { train: [...train, ...unseen], val, test };
  writeJsonAtomic(join(folder, `split_zhou_${OBJECTS}.json`), split);
}

/** Bytes with the channels last, from [3, side, side]. */
function interleaved(planes: Float32Array, side: number): Uint8Array {
  const pixels = side * side;
  return Uint8Array.from(
    { length: 3 * pixels },
    (_, i) => planes[(i % 3) * pixels + Math.floor(i / 3)]!,
  );
}
