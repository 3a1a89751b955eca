import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { isFolder } from "../../datasets/formats/class-folders";
import { eventError } from "../../errors/promptcal-error";

/** Which checkpoint of a folder is meant: the last one, the best on validation images, or one of an epoch. */
export type WhichEpoch = "last" | "best" | number;

const BEST = "model-best.pth.tar";
const LAST = /^model\.pth\.tar-(\d+)$/;

/**
 * The checkpoint files below a folder as Dassl's trainers leave them, one per folder of a model:
 * `.../prompt_learner/model.pth.tar-50`, `model-best.pth.tar`. A file is itself. The last one is what the file
 * `checkpoint` names, else the highest epoch, else the best one where it stands alone. Links are followed, as to a
 * cluster's scratch disk; a folder that several lead to counts once.
 * @returns paths, sorted
 * @throws PromptcalError where there is no such file
 */
export function findPromptFiles(
  path: string,
  which: WhichEpoch = "last",
): readonly string[] {
  if (!existsSync(path))
    throw eventError(`${path} does not exist`, "name a file or a folder");
  if (!statSync(path).isDirectory()) return [path];
  const found: string[] = [];
  let files = 0;
  const open = [path];
  const seen = new Set<string>();
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const real = realpathSync(folder);
    if (seen.has(real)) continue;
    seen.add(real);
    const names: string[] = [];
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (isFolder(folder, entry)) open.push(join(folder, entry.name));
      else names.push(entry.name);
    }
    files += names.length;
    const chosen = chosenFile(folder, names, which);
    if (chosen !== undefined) found.push(join(folder, chosen));
  }
  if (found.length > 0) return found.sort();
  const wanted =
    which === "last" ? "" : ` of ${which === "best" ? "the best epoch" : `epoch ${which}`}`;
  throw eventError(
    `${path} holds no checkpoint${wanted} (model.pth.tar-N, model-best.pth.tar) among its ${files} files`,
    "name the folder that the trainer was given as OUTPUT_DIR",
  );
}

/** Epoch of a checkpoint by its name; null where the name has none. */
export function epochOf(path: string): number | null {
  const epoch = LAST.exec(basename(path))?.[1];
  return epoch === undefined ? null : Number(epoch);
}

function chosenFile(
  folder: string,
  names: readonly string[],
  which: WhichEpoch,
): string | undefined {
  if (which === "best") return names.find((name) => name === BEST);
  const epochs = names.filter((name) => LAST.test(name));
  if (which !== "last") return epochs.find((name) => epochOf(name) === which);
  const named = names.includes("checkpoint")
    ? readFileSync(join(folder, "checkpoint"), "utf8").trim()
    : "";
  if (epochs.includes(named)) return named;
  const newest = epochs.sort((a, b) => epochOf(b)! - epochOf(a)!)[0];
  return newest ?? names.find((name) => name === BEST);
}
