import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PromptcalError } from "../../errors/promptcal-error";
import { extractArchive } from "../archives/extract-archive";
import { downloadFile, type Downloaded } from "../download/download";
import type { DownloadProgress } from "../download/fetch-into";
import type { ImageDataset } from "../image-dataset";
import { clipDataset } from "./catalog";
import { checkContent } from "./check-content";
import { readLock, rememberFile } from "./lock-file";
import { readClipDataset } from "./read-clip";
import { SOURCES, type Source, type SourceFile } from "./sources";

export interface GetOptions {
  /** Folder of all data sets. */
  readonly dataRoot: string;
  /** The built-in sources by default. */
  readonly sources?: Readonly<Record<string, Source>>;
  /** How far the download of a file is, many times a second. */
  readonly onDownload?: (file: string, progress: DownloadProgress) => void;
  /** How many files of an archive are unpacked. */
  readonly onUnpack?: (archive: string, files: number) => void;
  /** Notes for the user: hashes trusted on first use. */
  readonly onNote?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** Folder of a data set's downloaded archives; the user may put them there, too. */
export function downloadsFolder(dataRoot: string, name: string): string {
  return join(dataRoot, "downloads", name);
}

/**
 * Downloads what is missing of a data set of the catalog, checks it, unpacks it, and reads it. What is
 * there stays; an interrupted download goes on where it broke. A file with a known SHA-256 must have it;
 * another is trusted on first use, remembered in the lock file, and must be the same ever after.
 * Archives are removed once they are unpacked.
 * @throws PromptcalError naming what could not be had and, for what only a person can get, the steps
 */
export async function getDataset(name: string, options: GetOptions): Promise<ImageDataset> {
  const { dataRoot, sources = SOURCES } = options;
  const entry = clipDataset(name);
  const { files, byHand = [] } = sources[name]!;
  for (const file of files) {
    if (file.to === undefined) await getFile(file, options);
    else await getArchive(name, file, options);
  }
  if (byHand.length > 0 && !existsSync(join(dataRoot, entry.folder, entry.images))) {
    const steps = byHand.map((step, i) => `\n  ${i + 1}. ${step}`).join("");
    throw new PromptcalError(
      `data set ${name}: the rest has to be done by hand, in ${dataRoot}:${steps}\n` +
        `then: npx promptcal data check ${name}`,
    );
  }
  return readClipDataset(name, dataRoot);
}

async function getFile(file: SourceFile, options: GetOptions): Promise<void> {
  await download(file, join(options.dataRoot, file.file), options);
}

async function getArchive(
  name: string,
  file: SourceFile,
  options: GetOptions,
): Promise<void> {
  const { dataRoot, onUnpack, signal } = options;
  const to = join(dataRoot, file.to!);
  // The folder appears whole or not at all, so that it is there means that it is unpacked.
  if (existsSync(to)) return;
  const archive = join(downloadsFolder(dataRoot, name), file.file);
  await download(file, archive, options);
  await extractArchive({
    archive,
    kind: file.kind === "zip" ? "zip" : "tar",
    from: file.from ?? "",
    to,
    signal,
    onFile: (files) => onUnpack?.(file.file, files),
  });
  rmSync(archive);
}

async function download(
  file: SourceFile,
  path: string,
  { dataRoot, onDownload, onNote, signal }: GetOptions,
): Promise<void> {
  const remembered = readLock(dataRoot)[file.file]?.sha256;
  const known = file.sha256 ?? remembered;
  const hadBefore = existsSync(path);
  const got = await downloadFile({
    urls: file.urls,
    path,
    sha256: known,
    signal,
    onProgress: (progress) => onDownload?.(file.file, progress),
  });
  if (known !== undefined) return;
  try {
    checkContent(path, file.kind);
  } catch (error) {
    // A file of the user's own is theirs to remove.
    if (!hadBefore) rmSync(path, { force: true });
    throw error;
  }
  trust(dataRoot, file.file, got, onNote);
}

function trust(
  dataRoot: string,
  name: string,
  { sha256, bytes }: Downloaded,
  onNote: GetOptions["onNote"],
): void {
  const since = new Date().toISOString().slice(0, 10);
  rememberFile(dataRoot, name, { sha256, bytes, since });
  onNote?.(`${name}: no SHA-256 is published; trusted on first use (${sha256})`);
}
