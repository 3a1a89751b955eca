import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import { EXTRACT_LIMITS, extractArchive } from "../../datasets/archives/extract-archive";
import { syncFolder, temporarySibling } from "../../files/atomic-file";
import { sha256 } from "../../files/hash";
import { checked } from "../../files/json/checked";
import { readJson } from "../../files/json/parse-json";
import { byName, finiteNumber, type Infer } from "../../files/json/schema";
import { eventError, mismatch, PromptcalError } from "../../errors/promptcal-error";
import { writeError, withWriteError } from "../../files/write-error";
import { describeSpec, runId, type RunSpec } from "../spec/spec";
import type { ArchiveDocument } from "./archive-documents";
import { isCondensed, readCondensed } from "./condensed";
import { peakBytesOf, runLog } from "./run-log";
import { filesOf, readRun, storedRunIds } from "./store";
import {
  ALL_RUN_FILES,
  CONDENSED_FILE,
  PREDICTIONS_FILE,
  RESULT_FILE,
  runFolder,
} from "./store-paths";

/** A run's folder holds files of known names, each well below this. */
const MAX_BYTES = 2 ** 28;
/** Folder of an archive for what is no run's: the plan, cards, hashes. */
const DOCUMENTS = "about";
/** Lists the SHA-256 of every other file, as sha256sum does. */
const HASHES = `${DOCUMENTS}/SHA256SUMS`;
/** The memory that each run took, where it is known: no file of a run has it. */
const PEAKS = "peaks.json";
const PEAK_BYTES = byName(finiteNumber(0));
const RUN_FOLDER_FILES: ReadonlySet<string> = new Set([
  ...ALL_RUN_FILES,
  RESULT_FILE,
  CONDENSED_FILE,
]);

/** What an archive has beside the runs, and what it leaves out. */
export interface ArchiveOptions {
  readonly documents?: readonly ArchiveDocument[];
  /** Leaves out predictions, which follow from what a run learned and take most of an archive. */
  readonly condensed?: boolean;
}

/**
 * Packs finished runs for a paper's supplement: specs, histories, what was learned, predictions, results with their
 * provenance, documents, and the SHA-256 of all of these, in one `.tar.gz` whose bytes depend on the runs and documents alone.
 * @throws PromptcalError where a run of the plan is not done
 */
export async function exportRuns(
  specs: readonly RunSpec[],
  store: string,
  path: string,
  { documents = [], condensed = false }: ArchiveOptions = {},
): Promise<void> {
  const runs = specs.map((spec) => {
    const id = runId(spec);
    const run = readRun(store, id);
    if (run.state === "done") return { id, files: filesOf(run.result) };
    throw eventError(
      `${describeSpec(spec)} is not finished: its run is ${run.state} (${runFolder(store, id)})`,
      "compute the plan first: promptcal sweep run",
    );
  });
  const packed = pack();
  const temporary = temporarySibling(resolve(path));
  const written = pipeline(packed, createGzip({ level: 9 }), createWriteStream(temporary));
  try {
    const hashes: string[] = [];
    const add = (name: string, content: Buffer): void => {
      // Nothing of the machine or the day goes in: equal runs make equal archives.
      packed.entry({ name, mtime: new Date(0), mode: 0o644 }, content);
      hashes.push(`${sha256(content)}  ${name}\n`);
    };
    for (const { name, content } of documents)
      add(`${DOCUMENTS}/${name}`, Buffer.from(content));
    for (const { id, files } of runs.sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const folder = runFolder(store, id);
      const packedFiles = condensed
        ? files.filter((name) => name !== PREDICTIONS_FILE)
        : files;
      for (const name of packedFiles)
        add(`${id}/${name}`, readFileSync(join(folder, name)));
      const result = readFileSync(join(folder, RESULT_FILE));
      add(`${id}/${condensed ? CONDENSED_FILE : RESULT_FILE}`, result);
    }
    const peaks = runs.map(({ id }) => [id, peakBytesOf(store, id)] as const);
    const known = Object.fromEntries(peaks.filter(([, peak]) => peak !== undefined));
    add(`${DOCUMENTS}/${PEAKS}`, Buffer.from(JSON.stringify(known)));
    add(HASHES, Buffer.from(hashes.join("")));
    packed.finalize();
    await written;
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw writeError(error, path);
  }
  syncFolder(join(resolve(path), ".."));
}

/** Result of an import. */
export interface Imported {
  readonly added: readonly string[];
  /** Runs that the store had already. */
  readonly known: readonly string[];
  /** Those that came without predictions: `executeRun` makes them whole. */
  readonly condensed: readonly RunSpec[];
}

/**
 * Unpacks an archive beside the store, checks every run by its hashes, and only then moves those in
 * that the store does not have.
 * @param requested whether to take over a run; by default each
 * @throws PromptcalError for a foreign or damaged archive; the store is then as it was
 */
export async function importRuns(
  path: string,
  store: string,
  requested: (id: string) => boolean = () => true,
): Promise<Imported> {
  withWriteError(store, () => mkdirSync(store, { recursive: true }));
  const waiting = temporarySibling(join(resolve(store), "import"));
  try {
    const limits = { ...EXTRACT_LIMITS, fileBytes: MAX_BYTES };
    await extractArchive({ archive: path, kind: "tar", from: "", to: waiting, limits });
    checkNames(waiting, path);
    const ids = storedRunIds(waiting);
    if (ids.length === 0) throw foreign(path, "no run");
    const specs = new Map(ids.map((id) => [id, importedSpec(waiting, id, path)]));
    const known = ids.filter((id) => readRun(store, id).state === "done");
    const peaks = importedPeaks(waiting);
    const added: string[] = [];
    for (const id of ids) {
      // Asked now: unpacking takes seconds, in which another process may have begun the run.
      if (known.includes(id) || !requested(id)) continue;
      const folder = runFolder(store, id);
      rmSync(folder, { recursive: true, force: true });
      renameSync(join(waiting, id), folder);
      added.push(id);
      const peakBytes = peaks[id];
      if (peakBytes !== undefined) runLog(store, id)("imported", { peakBytes });
    }
    syncFolder(resolve(store));
    const condensed = added.filter((id) => isCondensed(store, id));
    return { added, known, condensed: condensed.map((id) => specs.get(id)!) };
  } catch (error) {
    throw writeError(error, store);
  } finally {
    rmSync(waiting, { recursive: true, force: true });
  }
}

/** Memory that runs took where they were computed; none of an archive of before it was packed. */
function importedPeaks(waiting: string): Infer<typeof PEAK_BYTES> {
  const path = join(waiting, DOCUMENTS, PEAKS);
  return existsSync(path) ? checked(PEAK_BYTES, readJson(path, PEAKS), PEAKS, path) : {};
}

/** The spec of an unpacked run, whole or condensed. @throws PromptcalError unless its hashes are right */
function importedSpec(waiting: string, id: string, archive: string): RunSpec {
  const run = readRun(waiting, id);
  if (run.state === "done") return run.result.spec;
  if (run.state === "damaged") throw foreign(archive, run.problem);
  if (!isCondensed(waiting, id)) throw foreign(archive, `run ${id} without result`);
  try {
    return readCondensed(waiting, id).spec;
  } catch (error) {
    if (error instanceof PromptcalError) throw foreign(archive, error.message);
    throw error;
  }
}

/** Only the files of runs, and documents: an archive with anything else is not one of ours. */
function checkNames(folder: string, archive: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const name = relative(folder, join(entry.parentPath, entry.name));
    if (dirname(name) === DOCUMENTS) continue;
    const [, file] = /^[0-9a-f]{16}\/([a-z.]+)$/.exec(name) ?? [];
    if (file === undefined || !RUN_FOLDER_FILES.has(file)) {
      throw foreign(archive, `file ${JSON.stringify(name.slice(0, 100))}`);
    }
  }
}

function foreign(path: string, got: string): Error {
  return mismatch({
    what: "archive of runs",
    expected: "whole runs as promptcal sweep export writes them",
    got,
    where: path,
  });
}
