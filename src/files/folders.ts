import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { projectRoot } from "./project-root";

/** A kind of files that promptcal writes. */
export type FolderName = "cache" | "weights" | "runs" | "figures" | "datasets";

interface Place {
  /** Environment variable that names another folder. */
  readonly variable: string;
  /** Folder below the installation. */
  readonly own: string;
  /** A user's own folder, where the installation cannot be written to; undefined where there is none. */
  readonly user?: () => string;
}

const userData = (name: string) => (): string =>
  join(
    process.env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"),
    "promptcal",
    name,
  );

/** Every folder that promptcal writes to. */
export const FOLDERS: Readonly<Record<FolderName, Place>> = {
  cache: {
    variable: "PROMPTCAL_CACHE",
    own: join("data", "cache"),
    user: () =>
      join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "promptcal"),
  },
  weights: {
    variable: "PROMPTCAL_WEIGHTS",
    own: join("data", "weights"),
    user: userData("weights"),
  },
  runs: {
    variable: "PROMPTCAL_STORE",
    own: join("data", "runs"),
    user: userData("runs"),
  },
  figures: { variable: "PROMPTCAL_FIGURES", own: "figures", user: userData("figures") },
  // Data sets may lie in an installation that others wrote: where to download to is the user's choice.
  datasets: { variable: "PROMPTCAL_DATA", own: join("data", "datasets") },
};

/** What was found writable or not, for the life of the process. */
const known = new Map<string, boolean>();
/** Users' own folders that are in use and of which nothing was said yet. */
const unsaid = new Map<string, Place>();

/** Folder of the installation for a kind of files, wherever they are written. */
export function installedFolder(name: FolderName): string {
  return join(projectRoot, FOLDERS[name].own);
}

/**
 * Folder of a kind of files: the one that its environment variable names, else the installation's, else, where that
 * cannot be written to, the user's own (below XDG_CACHE_HOME or XDG_DATA_HOME). The latter is said in one line when
 * it is first written to (`sayWhereWritten`).
 */
export function folderOf(name: FolderName): string {
  const place = FOLDERS[name];
  const chosen = process.env[place.variable];
  if (chosen) return resolve(chosen);
  const installed = installedFolder(name);
  if (place.user === undefined || isWritable(installed)) return installed;
  const own = place.user();
  if (!isWritable(own)) return installed;
  if (!known.has(`said ${own}`)) unsaid.set(own, place);
  return own;
}

/** Environment variables that make another process use the same folders, without saying so again. */
export function folderVariables(): Readonly<Record<string, string>> {
  const names = Object.keys(FOLDERS) as FolderName[];
  return Object.fromEntries(
    names
      .map((name) => [name, folderOf(name)] as const)
      .filter(([name, folder]) => folder !== installedFolder(name))
      .map(([name, folder]) => [FOLDERS[name].variable, folder]),
  );
}

/** The variable that moves the folder in which a path lies; undefined where it lies in none of them. */
export function variableOf(path: string): string | undefined {
  const names = Object.keys(FOLDERS) as FolderName[];
  return names
    .flatMap((name) =>
      [folderOf(name), installedFolder(name)].map((folder) => ({ name, folder })),
    )
    .filter(({ folder }) => isWithin(path, folder))
    .sort((a, b) => b.folder.length - a.folder.length)
    .map(({ name }) => FOLDERS[name].variable)[0];
}

/**
 * Says once, on standard error, that a user's own folder is written to because the installation cannot be.
 * @param path what is about to be written; without it, all such folders are named
 */
export function sayWhereWritten(path?: string): void {
  for (const [folder, { variable }] of unsaid) {
    if (path !== undefined && !isWithin(path, folder)) continue;
    unsaid.delete(folder);
    known.set(`said ${folder}`, true);
    process.stderr.write(
      `promptcal: the installation is read-only; writing to ${folder} (${variable} names another folder)\n`,
    );
  }
}

/** Whether files can be made in a folder, or in the first of its parents that exists. */
export function isWritable(folder: string): boolean {
  const before = known.get(folder);
  if (before !== undefined) return before;
  const writable = probe(resolve(folder));
  known.set(folder, writable);
  return writable;
}

function probe(folder: string): boolean {
  try {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat === undefined) return folder !== dirname(folder) && probe(dirname(folder));
    accessSync(folder, constants.W_OK | constants.X_OK);
    return stat.isDirectory();
  } catch {
    return false;
  }
}

/** Whether a path is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  const [place, outer] = [resolve(path), resolve(folder)];
  return (
    place === outer || place.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`)
  );
}
