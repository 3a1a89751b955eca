import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { downloadFile, type DownloadRequest } from "../../datasets/download/download";
import type { Activation } from "../../engine/layers/activation";
import { publishedCheckpoint } from "../../encoders/checkpoints/published-checkpoints";
import { openWeights } from "../../encoders/checkpoints/stored-weights";
import { writeJsonAtomic } from "../../files/atomic-file";
import { checked } from "../../files/json/checked";
import { folderOf } from "../../files/folders";
import { readJson } from "../../files/json/parse-json";
import { byName, SHA_256 } from "../../files/json/schema";
import { importWeights, weightsPath, type ImportedWeights } from "./import-weights";

export interface GetOptions extends Pick<DownloadRequest, "onProgress" | "signal"> {
  /** List of sources; OpenAI's own files by default. */
  readonly sources?: string;
  /** Activation of the towers, where neither the list nor the file says it. */
  readonly activation?: Activation;
  /** Mirrors asked before those of the list; the file must have the list's hash all the same. */
  readonly mirrors?: readonly string[];
  /** Folder of the weights; `data/weights` by default. */
  readonly folder?: string;
  /** Folder of unfinished downloads; `data/cache/downloads` by default. */
  readonly downloads?: string;
}

export interface GotWeights {
  readonly path: string;
  /** SHA-256 of the downloaded file. */
  readonly sourceSha256: string;
  /** The import; undefined when the weights stood there already. */
  readonly imported?: ImportedWeights;
  /** Whether the hash was not published and is now noted, to be demanded from the next download. */
  readonly trusted: boolean;
}

/**
 * Downloads a published checkpoint, checks its SHA-256, imports it, and removes the download. A hash
 * that the list does not know is noted in `checkpoints.lock.json` beside the weights at the first
 * download and demanded from then on.
 * @throws PromptcalError for unknown names, addresses that fail, wrong hashes, wrong weights
 */
export async function getWeights(
  name: string,
  options: GetOptions = {},
): Promise<GotWeights> {
  const listed = publishedCheckpoint(name, options.sources);
  const path = weightsPath(name, options.folder);
  const lock = join(path, "..", "checkpoints.lock.json");
  const expected = listed.sha256 ?? readLock(lock)[name];
  const present = sourceOf(path);
  if (present !== undefined && present === expected) {
    return { path, sourceSha256: present, trusted: false };
  }
  const downloads = options.downloads ?? join(folderOf("cache"), "downloads");
  const file = join(downloads, listed.file);
  const { sha256 } = await downloadFile({
    urls: [...(options.mirrors ?? []), ...listed.urls],
    path: file,
    ...(expected === undefined ? {} : { sha256: expected }),
    ...passedOn(options),
  });
  const activation = options.activation ?? listed.activation;
  const imported = await importWeights(file, {
    name,
    replace: true,
    ...(activation === undefined ? {} : { activation }),
    ...(listed.architecture === undefined ? {} : { architecture: listed.architecture }),
    ...(options.folder === undefined ? {} : { folder: options.folder }),
  });
  if (expected === undefined) writeJsonAtomic(lock, { ...readLock(lock), [name]: sha256 });
  rmSync(file);
  return { path, sourceSha256: sha256, imported, trusted: expected === undefined };
}

function passedOn({ onProgress, signal }: GetOptions): Partial<DownloadRequest> {
  return {
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** SHA-256 of the file that the weights were made from; undefined when they are not there. */
function sourceOf(path: string): string | undefined {
  return existsSync(path) ? openWeights(path).metadata["source_sha256"] : undefined;
}

function readLock(path: string): Readonly<Record<string, string>> {
  if (!existsSync(path)) return {};
  return checked(byName(SHA_256), readJson(path, "lock file"), "lock file", path);
}
