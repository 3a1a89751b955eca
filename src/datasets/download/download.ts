import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { syncFolder } from "../../files/atomic-file";
import { eventError, type PromptcalError } from "../../errors/promptcal-error";
import { sha256File } from "../../files/hash";
import { withWriteError } from "../../files/write-error";
import { fetchInto, type DownloadProgress } from "./fetch-into";
import { forgetPart, partBytes, partFile } from "./partial-file";
import { describeProxy, proxyFor } from "./proxy";

/** What to download and where to. */
export interface DownloadRequest {
  /** Mirrors of one file, http or https; tried in order. */
  readonly urls: readonly string[];
  /** Where the whole file is to stand; missing folders are made. */
  readonly path: string;
  /** SHA-256 that the file must have, lower-case hex; any file when left out. */
  readonly sha256?: string;
  /** Called after each piece that is written. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Stops the download; what has arrived is kept for the next call. */
  readonly signal?: AbortSignal;
  /** Milliseconds without a byte after which a connection counts as cut; 60,000 by default. */
  readonly stall?: number;
  /** Milliseconds before the first new attempt, doubled for each further one; 500 by default. */
  readonly pause?: number;
}

export interface Downloaded {
  readonly sha256: string;
  readonly bytes: number;
}

/** Attempts at one mirror in a row that bring the file not a byte further. */
const FRUITLESS_ATTEMPTS = 4;

/**
 * Downloads a file whole or not at all. It arrives in `<path>.part`, is checked against its SHA-256
 * and only then renamed to `path`. A cut connection is resumed where it broke (HTTP range), also by a
 * later call; a server that knows no ranges, or a file that changed meanwhile, is read from its start.
 * A resumed file with a wrong hash is fetched once more from its start before the next mirror is
 * tried. A file that already stands at `path` is kept if it has the hash, or if none is asked for. The proxies of
 * the environment are used (`proxyFor`).
 * @throws PromptcalError with what each mirror answered, and both hashes where another file stands at `path`; an AbortError when `signal` was raised
 */
export async function downloadFile(request: DownloadRequest): Promise<Downloaded> {
  const { path, sha256 } = request;
  const present = existsSync(path) ? await sha256File(path) : undefined;
  if (present !== undefined && (sha256 === undefined || present === sha256)) {
    return described(path, present);
  }
  withWriteError(path, () => mkdirSync(dirname(path), { recursive: true }));
  const failures: string[] = [];
  for (const url of request.urls) {
    const proxy = proxyFor(url);
    const failure = await fromMirror(url, request);
    if (typeof failure !== "string") return failure;
    const way = proxy === undefined ? "" : `, through ${describeProxy(proxy)}`;
    failures.push(`${failure} (${url}${way})`);
  }
  throw failed(request, failures, present);
}

/** What went wrong at each address, and, where another file stands at the path, that it is another one. */
function failed(
  { path, sha256 }: DownloadRequest,
  failures: readonly string[],
  present: string | undefined,
): PromptcalError {
  const reasons = failures.length > 0 ? failures.join("; ") : "no address is known";
  if (present === undefined) {
    return eventError(
      `could not download ${path}: ${reasons}`,
      `check the network and the variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY, or put the file there as ${path}`,
    );
  }
  return eventError(
    `${path} is another file: expected SHA-256 ${sha256}, got ${present}; and the right one could not be downloaded: ${reasons}`,
    "put the right file in its place, or remove it and try again where the network can be reached",
  );
}

/** The file from one mirror, or why it could not be had there. */
async function fromMirror(
  url: string,
  request: DownloadRequest,
): Promise<Downloaded | string> {
  let [fruitless, farthest] = [0, partBytes(request.path)];
  let restarted = false;
  for (;;) {
    request.signal?.throwIfAborted();
    const got = await fetchInto(url, request);
    if (got.kind === "whole") {
      const finished = await finish(request);
      if (typeof finished !== "string") return finished;
      // Glued from two connections, the parts may be of two files: once more from the start.
      if (restarted || !got.resumed) return finished;
      restarted = true;
      continue;
    }
    // Bytes that came before, and come again from the start, are no progress.
    const reached = partBytes(request.path);
    fruitless = reached > farthest ? 0 : fruitless + 1;
    farthest = Math.max(farthest, reached);
    if (got.kind === "refused" || fruitless === FRUITLESS_ATTEMPTS) return got.reason;
    const pause = (request.pause ?? 500) * 2 ** fruitless;
    await wait(pause, undefined, { signal: request.signal });
  }
}

/** Checks a whole partial file and puts it into place, or removes it and says what is wrong. */
async function finish({ path, sha256 }: DownloadRequest): Promise<Downloaded | string> {
  const part = partFile(path);
  const hash = await sha256File(part);
  if (sha256 !== undefined && hash !== sha256) {
    forgetPart(path);
    return `SHA-256 ${hash} instead of ${sha256}`;
  }
  renameSync(part, path);
  syncFolder(dirname(path));
  forgetPart(path);
  return described(path, hash);
}

function described(path: string, sha256: string): Downloaded {
  return { sha256, bytes: statSync(path).size };
}
