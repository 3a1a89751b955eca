import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeJsonAtomic } from "../../src/files/atomic-file";
import { makeTinySuite } from "./tiny-suite";

/**
 * The suite `miniclip` in a folder, for PROMPTCAL_SUITES: all of the suite `clip` but its model, in place of which it
 * has the tiny suite's. Data sets come from PROMPTCAL_DATA, in their published layouts.
 */
export async function makeMiniClip(folder: string): Promise<void> {
  await makeTinySuite(folder);
  const read = (path: string): Record<string, unknown> =>
    JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  const clip = read(join(__dirname, "../../src/experiments/suites/clip.json"));
  const tiny = read(join(folder, "suites", "tiny.json"));
  const suite = { ...clip, name: "miniclip", model: tiny["model"] };
  writeJsonAtomic(join(folder, "suites", "miniclip.json"), suite);
}
