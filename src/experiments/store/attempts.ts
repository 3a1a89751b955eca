import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { checked } from "../../files/json/checked";
import { withWriteError } from "../../files/write-error";
import { parseJson } from "../../files/json/parse-json";
import { fields, finiteNumber, TEXT, word, type Infer } from "../../files/json/schema";

/** How an attempt to compute a run ended. An attempt without an end died. */
const ENDS = ["done", "interrupted", "failed"] as const;
export type AttemptEnd = (typeof ENDS)[number];

const ATTEMPT = fields({
  started: TEXT,
  host: TEXT,
  pid: finiteNumber(),
  /** File with the process' output, where PROMPTCAL_LOG names it. */
  log: v.optional(TEXT),
  end: v.optional(word(ENDS, "end")),
  /** Why it failed. */
  message: v.optional(TEXT),
});
/** One attempt, as the store remembers it until the run is done. */
export type Attempt = Infer<typeof ATTEMPT>;

/** Failures after which a run is parked: no launcher tries it again unasked. */
export const MAX_FAILURES = 3;

/**
 * Notes the begin of an attempt in `.attempts/<id>.jsonl` of the store.
 * @returns what notes its end
 */
export function beginAttempt(
  store: string,
  id: string,
): (end: AttemptEnd, message?: string) => void {
  const path = attemptsFile(store, id);
  const log = process.env["PROMPTCAL_LOG"];
  const me = { host: hostname(), pid: process.pid, ...(log === undefined ? {} : { log }) };
  const started = new Date().toISOString();
  const line = (record: object): string =>
    `${JSON.stringify({ started, ...me, ...record })}\n`;
  withWriteError(path, () => {
    mkdirSync(join(path, ".."), { recursive: true });
    appendFileSync(path, line({}));
  });
  return (end, message) => {
    try {
      appendFileSync(path, line({ end, ...(message === undefined ? {} : { message }) }));
    } catch {
      // Disk full, folder read-only: why the attempt failed must not be hidden by that.
    }
  };
}

/** Attempts at a run, oldest first. A line that a crash cut short is passed over. */
export function attemptsOf(store: string, id: string): readonly Attempt[] {
  const path = attemptsFile(store, id);
  if (!existsSync(path)) return [];
  const attempts = new Map<string, Attempt>();
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const record = parsed(line);
    if (record === undefined) continue;
    attempts.set(`${record.started} ${record.host} ${record.pid}`, record);
  }
  return [...attempts.values()];
}

/** Attempts that failed or died; what was interrupted on purpose does not count. */
export function failuresOf(attempts: readonly Attempt[]): readonly Attempt[] {
  return attempts.filter(({ end }) => end === undefined || end === "failed");
}

/** Last words of a failed attempt: its message, or the tail of its log. */
export function lastLogLines({ message, log, host, pid }: Attempt, lines = 5): string {
  if (message !== undefined) return message;
  const died = `process ${pid} on ${host} died`;
  const end = log === undefined ? undefined : endOf(log);
  if (end === undefined) return died;
  const tail = end.trimEnd().split("\n").slice(-lines);
  return [`${died}; end of ${log}:`, ...tail].join("\n");
}

/** Bytes of a log's end that hold its last lines. */
const LOG_END = 16_384;

/** The end of a log; undefined where a note names what is none, a device for instance. */
function endOf(log: string): string | undefined {
  let handle: number | undefined;
  try {
    if (!statSync(log).isFile()) return undefined;
    handle = openSync(log, "r");
    const from = Math.max(0, fstatSync(handle).size - LOG_END);
    const bytes = Buffer.alloc(LOG_END);
    return bytes.toString("utf8", 0, readSync(handle, bytes, 0, LOG_END, from));
  } catch {
    return undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** Forgets the attempts at a run. */
export function forgetAttempts(store: string, id: string): void {
  rmSync(attemptsFile(store, id), { force: true });
}

function attemptsFile(store: string, id: string): string {
  return join(resolve(store), ".attempts", `${id}.jsonl`);
}

function parsed(line: string): Attempt | undefined {
  try {
    return checked(ATTEMPT, parseJson(line, "attempt", ""), "attempt");
  } catch {
    return undefined;
  }
}
