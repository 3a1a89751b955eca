import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkWeights } from "../../../../src/encoders/towers/clip-model";
import { expectedTensors } from "../../../../src/encoders/checkpoints/expected-tensors";
import { openCheckpoint } from "../../../../src/encoders/checkpoints/open-checkpoint";
import { checkpointWeights } from "../../../../src/encoders/checkpoints/stored-weights";
import { openZip } from "../../../../src/encoders/checkpoints/torch/zip-archive";
import { randomInteger, type Random } from "../../../../src/random/random";
import { fixtureSizes, torchFixture } from "../../../encoders/checkpoints/torch-fixtures";
import { zipOf, type ZipPart } from "../../../encoders/checkpoints/zip-writer";
import { chance, mutateBytes, pick } from "../bytes";
import type { FuzzTarget } from "../target";

const NAME = "hostile.pt";
const ARCHIVES = ["state-dict.pt", "torchscript.pt", "training.pth", "hugging-face.bin"];
const FLAT = ["hugging-face.safetensors", "open-clip.safetensors", "before-1.6.pt"];
const NAMES = ["../../../escaped", "/escaped", "a\\b", "x\0y", "top/data.pkl", "\u001b[2J"];
const SIZES = [0, 1, 0x7fffffff, 0xffffffff];

/** A right archive with some parts wrong: names, sizes, packing, checksums, content. */
function wrongArchive(parts: readonly ZipPart[], random: Random): Buffer {
  const list = parts.map((part) => ({ ...part }));
  do {
    const at = randomInteger(list.length, random);
    const part = list[at]!;
    const other = pick(list, random);
    list[at] = pick<ZipPart>(
      [
        { ...part, data: mutateBytes(part.data, random) },
        { ...part, data: mutateBytes(part.data, random), deflate: true },
        { ...part, deflate: true, data: Buffer.alloc(randomInteger(2 ** 16, random)) },
        { ...part, name: pick(NAMES, random) },
        { ...part, name: other.name },
        { ...part, data: other.data },
        { ...part, size: pick(SIZES, random) },
        { ...part, method: randomInteger(100, random) },
        { ...part, checksum: randomInteger(2 ** 32, random) },
        { ...part, flags: randomInteger(2 ** 16, random) },
        { ...part, at: randomInteger(2 ** 16, random) },
      ],
      random,
    );
    if (chance(0.1, random)) list.splice(randomInteger(list.length, random), 1);
  } while (chance(0.4, random) && list.length > 0);
  const bytes = zipOf(list);
  return chance(0.1, random) ? mutateBytes(bytes, random) : bytes;
}

export const target: FuzzTarget = {
  about:
    "checkpoints: zip archives of torch.save and TorchScript, safetensors; to CLIP's weights",
  inputs: 20_000,
  quick: 400,
  prepare: async (folder) => {
    const path = join(folder, NAME);
    const flat = FLAT.map((name) => readFileSync(torchFixture(name)));
    const whole = ARCHIVES.map((name) => readFileSync(torchFixture(name)));
    const archives: ZipPart[][] = [];
    for (const bytes of whole) {
      const entries = [...(await openZip(bytes, "fixture")).values()];
      archives.push(entries.map(({ name, read }) => ({ name, data: read() })));
    }
    return (random) => {
      const bytes = chance(0.6, random)
        ? wrongArchive(pick(archives, random), random)
        : mutateBytes(pick([...flat, ...whole], random), random);
      writeFileSync(path, bytes);
      const read = async (): Promise<void> => {
        const checkpoint = await openCheckpoint(path);
        const weights = checkpointWeights(checkpoint, path);
        checkWeights(weights, fixtureSizes, path);
        for (const [name, shape] of expectedTensors(fixtureSizes)) {
          if (name !== "logit_scale") weights.lookup(name, shape);
        }
      };
      return { where: NAME, read };
    };
  },
};
