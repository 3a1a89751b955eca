import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { projectRoot } from "./project-root";

/** A kind of files that promptcal writes. */
export type FolderName = "cache" | "weights" | "runs" | "figures" | "datasets";

interface Folder {
  /** Environment variable that names another folder. */
  readonly variable: string;
  /** Folder below the installation. */
  readonly own: string;
  /** Folder below the installation for a notebook that a person runs by hand; `own` where there is none. */
  readonly scratch?: string;
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
export const FOLDERS: Readonly<Record<FolderName, Folder>> = {
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
  figures: {
    variable: "PROMPTCAL_FIGURES",
    own: "figures",
    scratch: join("scratch", "figures"),
    user: userData("figures"),
  },
  // Data sets may lie in an installation that others wrote: where to download to is the user's choice.
  datasets: { variable: "PROMPTCAL_DATA", own: join("data", "datasets") },
};

/** What was found writable or not, for the life of the process. */
const known = new Map<string, boolean>();
/** Folders that were chosen for the user and of which nothing was said yet, with the line that says it. */
const unsaid = new Map<string, string>();

/** Whether this process runs the cells of a notebook; our preload of tslab marks it. */
const isKernel = (): boolean => Symbol.for("promptcal.kernel") in globalThis;

/** Folder of the installation for a kind of files, wherever they are written. */
export function installedFolder(name: FolderName): string {
  return join(projectRoot, FOLDERS[name].own);
}

/**
 * Folder of a kind of files: the one that its environment variable names, else the installation's (in a notebook's
 * kernel its scratch folder, so that trying something changes no committed figure), else, where that cannot be
 * written to, the user's own (below XDG_CACHE_HOME or XDG_DATA_HOME). The scratch folder and the user's own are said
 * in one line when they are first written to (`sayWhereWritten`).
 */
export function folderOf(name: FolderName): string {
  const folder = FOLDERS[name];
  const chosen = process.env[folder.variable];
  if (chosen) return resolve(chosen);
  const isScratch = folder.scratch !== undefined && isKernel();
  const installed = isScratch ? join(projectRoot, folder.scratch) : installedFolder(name);
  if (folder.user === undefined || isWritable(installed)) {
    if (isScratch) announce(installed, scratchLine(name));
    return installed;
  }
  const own = folder.user();
  if (!isWritable(own)) return installed;
  announce(
    own,
    `the installation is read-only; writing to ${own} (${folder.variable} names another folder)`,
  );
  return own;
}

function announce(folder: string, line: string): void {
  if (!known.has(`said ${folder}`)) unsaid.set(folder, line);
}

function scratchLine(name: FolderName): string {
  const { own, scratch, variable } = FOLDERS[name];
  return (
    `this notebook writes its ${name} to ${scratch}, not to ${own}, which \`npm run paper\` alone writes ` +
    `(${variable} names another folder)`
  );
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
 * Says once where files are written that go to a folder which was chosen for the user. In a notebook it is printed
 * below the cell, elsewhere on standard error.
 * @param path what is about to be written; without it, all such folders are named
 */
export function sayWhereWritten(path?: string): void {
  for (const [folder, line] of unsaid) {
    if (path !== undefined && !isWithin(path, folder)) continue;
    unsaid.delete(folder);
    known.set(`said ${folder}`, true);
    if (isKernel()) console.log(line);
    else process.stderr.write(`promptcal: ${line}\n`);
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
  const [inner, outer] = [resolve(path), resolve(folder)];
  return (
    inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : `${outer}${sep}`)
  );
}
