import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clipDataset } from "../../../../src/datasets/clip/catalog";
import { readClassNames } from "../../../../src/datasets/clip/class-names";
import { readLock } from "../../../../src/datasets/clip/lock-file";
import { readAircraft } from "../../../../src/datasets/clip/read-aircraft";
import { randomInteger, type Random } from "../../../../src/random/random";
import { chance, mutateBytes, pick } from "../bytes";
import { mutateJson } from "../json";
import type { FuzzTarget } from "../target";
import { checkDataset } from "./split";

const LINES = [
  "",
  " ",
  "n00000001 tench",
  "n1 x",
  "x",
  "1",
  "\u001b[2J",
  "a\0b",
  "../x 707",
];
const LOCK = {
  about: "x",
  files: { "a.zip": { sha256: "a".repeat(64), bytes: 1, since: "x" } },
};

function changed(lines: readonly string[], random: Random): Buffer {
  const list = [...lines];
  list[randomInteger(list.length, random)] = pick(LINES, random);
  const text = Buffer.from(`${list.join(pick(["\n", "\r\n"], random))}\n`);
  return chance(0.5, random) ? mutateBytes(text, random) : text;
}

export const target: FuzzTarget = {
  about: "class names, FGVCAircraft's lists, the lock file of downloads",
  inputs: 25_000,
  quick: 500,
  prepare: (folder) => {
    const root = join(folder, "images");
    mkdirSync(root);
    const aircraft: Record<string, readonly string[]> = {
      "variants.txt": ["707-320", "727-200"],
      "images_variant_train.txt": ["1 707-320", "2 727-200"],
      "images_variant_val.txt": ["3 707-320"],
      "images_variant_test.txt": ["4 727-200"],
    };
    for (let i = 1; i < 5; i++) writeFileSync(join(root, `${i}.jpg`), "");
    const place = { entry: clipDataset("fgvc_aircraft"), folder, root, fix: "get it" };
    const put = (name: string, content: string | Uint8Array): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    return (random) => {
      const kind = randomInteger(3, random);
      if (kind === 0) {
        const path = put(
          "classnames.txt",
          changed(["n00000001 a", "n00000002 b c"], random),
        );
        return { where: "classnames.txt", read: () => readClassNames(path) };
      }
      if (kind === 1) {
        put("promptcal-lock.json", mutateJson(LOCK, random));
        return { where: "promptcal-lock.json", read: () => readLock(folder) };
      }
      for (const [name, lines] of Object.entries(aircraft))
        put(name, `${lines.join("\n")}\n`);
      const name = pick(Object.keys(aircraft), random);
      put(name, changed(aircraft[name]!, random));
      return { where: folder, read: () => checkDataset(readAircraft(place)) };
    };
  },
};
