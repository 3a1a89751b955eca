import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { importRuns } from "../../../../src/experiments/store/archive";
import { runId } from "../../../../src/experiments/spec/spec";
import { readRun } from "../../../../src/experiments/store/store";
import {
  RESULT_FILE,
  RUN_FILES,
  runFolder,
} from "../../../../src/experiments/store/store-paths";
import { randomInteger, type Random } from "../../../../src/random/random";
import { finishSomeRun, someSpec } from "../../../experiments/helpers";
import { chance, mutateBytes, pick } from "../bytes";
import { mutateJson } from "../json";
import { tarOf, type TarPart } from "../tar";
import { promised, type FuzzTarget } from "../target";
import { hostileNames } from "./archive";

const NAME = "hostile.tar.gz";

function changed(parts: readonly TarPart[], folder: string, random: Random): Buffer {
  if (chance(0.1, random)) return gzipSync(tarOf(parts), { level: 1 });
  const list = [...parts];
  const at = randomInteger(list.length, random);
  const part = list[at]!;
  list[at] = pick<TarPart>(
    [
      { ...part, data: mutateBytes(part.data, random) },
      { ...part, data: jsonChanged(part, random) },
      { ...part, name: pick(hostileNames(folder), random) },
      {
        ...part,
        name: `${part.name.slice(0, 17)}${pick(["x", "../../../x", ".."], random)}`,
      },
      { ...part, type: pick(["1", "2", "5", "x", "L"], random), link: "/etc/passwd" },
      { ...part, size: pick([0, 2 ** 33 - 1], random) },
      pick(list, random),
    ],
    random,
  );
  if (chance(0.2, random)) list.splice(randomInteger(list.length, random), 1);
  const packed = gzipSync(tarOf(list), { level: 1 });
  return chance(0.1, random) ? mutateBytes(packed, random) : packed;
}

function jsonChanged({ name, data }: TarPart, random: Random): Buffer {
  if (!name.endsWith(".json")) return mutateBytes(data, random);
  return Buffer.from(mutateJson(JSON.parse(Buffer.from(data).toString()), random));
}

export const target: FuzzTarget = {
  about: "archives of runs (promptcal sweep import)",
  inputs: 2000,
  quick: 100,
  writes: true,
  prepare: (folder) => {
    const origin = join(folder, "origin");
    const parts = [1, 2].flatMap((seed) => {
      const id = runId(someSpec({ seed }));
      finishSomeRun(origin, someSpec({ seed }));
      return [...RUN_FILES, RESULT_FILE].map((name) => ({
        name: `${id}/${name}`,
        data: readFileSync(join(runFolder(origin, id), name)),
      }));
    });
    const place = join(folder, "place");
    return (random) => {
      rmSync(place, { recursive: true, force: true });
      mkdirSync(place);
      const path = join(place, NAME);
      writeFileSync(path, changed(parts, place, random));
      const store = join(place, "store");
      const read = async (): Promise<void> => {
        try {
          await importRuns(path, store);
        } finally {
          promised(readdirSync(place).length <= 2, "nothing beside the store");
          promised(readdirSync(folder).length === 2, "nothing above the store");
          for (const id of readdirSync(store))
            promised(readRun(store, id).state === "done", "whole runs alone in the store");
        }
      };
      return { where: NAME, read };
    };
  },
};
