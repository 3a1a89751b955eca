import { open } from "node:fs/promises";
import type { ReadableStream, ReadableStreamReadResult } from "node:stream/web";
import { fetch, type Response } from "undici";
import { PromptcalError } from "../../errors/promptcal-error";
import { writeError } from "../../files/write-error";
import { forgetPart, partFile, recordOrigin, resumable } from "./partial-file";
import { proxyDispatcher } from "./proxy-dispatcher";

/** State of a download. */
export interface DownloadProgress {
  /** Bytes that lie on the disk, those of earlier attempts included. */
  readonly received: number;
  /** Bytes of the whole file; undefined when the server does not say. */
  readonly total?: number;
  readonly url: string;
}

export interface FetchOptions {
  readonly path: string;
  readonly sha256?: string;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
  readonly stall?: number;
}

/**
 * How one request ended: with the whole file on the disk, cut short (asking again may help), or
 * refused (it will not). `received` counts the bytes that this request brought.
 */
export type Fetched =
  | { readonly kind: "whole"; readonly resumed: boolean }
  | {
      readonly kind: "cut" | "refused";
      readonly reason: string;
      readonly received: number;
    };

/** Statuses that may pass: the server is busy or hindered for the moment. */
const TEMPORARY = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * One request for a file, or for the rest of it when an earlier one was cut, written to its partial
 * file. Redirects are followed, and the proxies of the environment are used (`proxyFor`).
 * @throws AbortError when the signal was raised; what arrived stays
 */
export async function fetchInto(url: string, options: FetchOptions): Promise<Fetched> {
  const { path, sha256, signal } = options;
  const { bytes, version } = resumable(path, url, sha256 !== undefined);
  const stalled = new StallWatch(options.stall ?? 60_000, signal);
  let received = 0;
  try {
    const response = await fetch(url, {
      headers: {
        "accept-encoding": "identity",
        ...(bytes > 0 ? { range: `bytes=${bytes}-` } : {}),
        ...(bytes > 0 && version !== undefined ? { "if-range": version } : {}),
      },
      signal: stalled.signal,
      dispatcher: proxyDispatcher,
    });
    const start = startOf(response, bytes);
    if (start === undefined || !response.ok || response.body === null) {
      await response.body?.cancel();
      return refusal(response, bytes, path);
    }
    recordOrigin(path, { url, ...versionOf(response) });
    const total = totalOf(response, start);
    const handle = await open(partFile(path), start === 0 ? "w" : "r+");
    try {
      for await (const piece of piecesOf(response.body, stalled.signal)) {
        stalled.alive();
        for (let at = 0; at < piece.byteLength;) {
          const rest = piece.byteLength - at;
          at += (await handle.write(piece, at, rest, start + received + at)).bytesWritten;
        }
        received += piece.byteLength;
        options.onProgress?.({
          received: start + received,
          url,
          ...(total === undefined ? {} : { total }),
        });
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A server may send a part of what is left, and say so.
    if (total !== undefined && start + received < total)
      return cut(`${start + received} of ${total} bytes`, received);
    return { kind: "whole", resumed: start > 0 };
  } catch (error) {
    signal?.throwIfAborted();
    if (stalled.signal.aborted) return cut("no byte for too long", received);
    if (error instanceof TypeError) return failed(causeOf(error), received);
    throw writeError(error, partFile(path));
  } finally {
    stalled.end();
  }
}

/**
 * The pieces of an answer. It ends with the signal also where the stream itself does not: undici waits for
 * ever for the end of a body that says it is packed and is not.
 */
async function* piecesOf(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let stop: (reason: unknown) => void = () => undefined;
  const abort = (): void => stop(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    for (;;) {
      const { done, value } = await new Promise<ReadableStreamReadResult<Uint8Array>>(
        (settle, fail) => {
          stop = fail;
          if (signal.aborted) abort();
          else reader.read().then(settle, fail);
        },
      );
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", abort);
    reader.cancel().catch(() => undefined);
  }
}

/** Raises its signal when no byte has come for a while, or when the caller's own is raised. */
class StallWatch {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly abort = (): void => this.controller.abort();

  constructor(
    milliseconds: number,
    private readonly caller?: AbortSignal,
  ) {
    this.timer = setTimeout(this.abort, milliseconds);
    caller?.addEventListener("abort", this.abort);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  alive(): void {
    this.timer.refresh();
  }

  end(): void {
    clearTimeout(this.timer);
    this.caller?.removeEventListener("abort", this.abort);
  }
}

/** Position of the answer's first byte in the file; undefined for a range that was not asked for. */
function startOf(response: Response, requested: number): number | undefined {
  if (response.status !== 206) return 0;
  const start = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1];
  return Number(start) === requested ? requested : undefined;
}

/** Bytes of the whole file, as far as the server tells. */
function totalOf({ status, headers }: Response, start: number): number | undefined {
  const range = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
  if (status === 206 && range !== undefined) return Number(range);
  const length = headers.get("content-length");
  // Of a packed answer it is the packed length.
  const packed = headers.get("content-encoding") !== null;
  return length === null || packed ? undefined : start + Number(length);
}

/** A weak ETag does not promise equal bytes, so it cannot vouch for a resumed download. */
function versionOf({ headers }: Response): { version?: string } {
  const etag = headers.get("etag");
  const version =
    etag !== null && !etag.startsWith("W/") ? etag : headers.get("last-modified");
  return version === null ? {} : { version };
}

function refusal(response: Response, bytes: number, path: string): Fetched {
  const { status, statusText } = response;
  const reason = `HTTP status ${status} ${statusText}`.trim();
  // A range beyond the end, or another than asked for: what lies here is not of this file.
  if ((status === 416 || status === 206) && bytes > 0) {
    if (response.headers.get("content-range") === `bytes */${bytes}`) {
      return { kind: "whole", resumed: true };
    }
    forgetPart(path);
    return cut(reason, 0);
  }
  return { kind: TEMPORARY.has(status) ? "cut" : "refused", reason, received: 0 };
}

function cut(reason: string, received: number): Fetched {
  return { kind: "cut", reason, received };
}

/** How undici says that a proxy opened no tunnel. */
const NO_TUNNEL = /^Proxy response \((\d+)\)/;

/** A request without an answer of the server. */
function failed(reason: string, received: number): Fetched {
  const status = Number(NO_TUNNEL.exec(reason)?.[1]);
  if (Number.isNaN(status)) return cut(reason, received);
  const wants =
    status === 407 ? ": it wants a name and password, http://USER:PASSWORD@HOST:PORT" : "";
  const kind = TEMPORARY.has(status) ? "cut" : "refused";
  return { kind, reason: `HTTP status ${status} of the proxy${wants}`, received };
}

/**
 * fetch hides what happened (refused, reset, unknown host) in the cause of its TypeError, or in the cause of that; undici's
 * own codes say less than its messages.
 * @throws PromptcalError where a redirect leads to an address whose proxy variable is wrong
 */
function causeOf(error: TypeError): string {
  let cause: unknown = error.cause;
  // Of a request that undici gave up, the reason lies one deeper.
  if (cause instanceof DOMException) cause = (cause as Error).cause ?? cause;
  if (cause instanceof PromptcalError) throw cause;
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: string };
  const own = typeof code === "string" && !code.startsWith("UND_ERR") ? code : undefined;
  return own ?? message ?? error.message;
}
