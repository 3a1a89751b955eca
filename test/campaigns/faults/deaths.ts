import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { World } from "./world";

/** A process that killed itself in the middle of changing a file (die-at-file.cjs). */
export interface Death {
  readonly pid: number;
  readonly moment: "before" | "halfway" | "after";
  /** Function of node:fs. */
  readonly change: string;
  /** What the file is. */
  readonly file: string;
}

/** Environment that makes workers die at changes of files below a folder. */
export function deathAtFile(
  world: World,
  below: string,
  chance: number,
  parent: "kill" | "spare" = "spare",
): NodeJS.ProcessEnv {
  return {
    PROMPTCAL_FAULTS_DIE: String(chance),
    PROMPTCAL_FAULTS_BELOW: below,
    PROMPTCAL_FAULTS_DEATHS: fileOf(world),
    PROMPTCAL_FAULTS_PARENT: parent,
  };
}

/** All deaths of a part of a campaign so far. */
export function deathsOf(world: World): readonly Death[] {
  const path = fileOf(world);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Death);
}

function fileOf({ folder, mark }: World): string {
  return join(folder, `deaths-${mark}.jsonl`);
}
