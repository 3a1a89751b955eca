import { resolve } from "node:path";
import { eventError, PromptcalError } from "../errors/promptcal-error";
import { variableOf } from "./folders";

/** What is known where an error of the operating system was caught. */
export interface SystemErrorContext {
  /** What could not be done, for instance `could not write /a/b`; by default Node's call and path. */
  readonly what?: string;
  /** The file or folder, as the user knows it; Node's path by default. */
  readonly path?: string;
  /** Room needed and free, for a full disk. */
  readonly room?: () => string;
}

/** The system's fault, not a file's: what a caller may not take for a damaged file. */
export class SystemFailure extends PromptcalError {
  /** The file or folder that it is about; undefined where nobody knows it. */
  path: string | undefined;
}

/** Want of room. */
const ROOM: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would exceed the limit on the size of files (ulimit -f)",
};
/** A place that may not be written to, or not be read. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
};
/** A path that leads to the wrong thing. */
const WRONG_PATH: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a file stands where a folder is needed",
  EISDIR: "it is a folder, and a file is needed",
  EEXIST: "something stands there already",
  ENOTEMPTY: "the folder is not empty",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "the name is too long",
  EXDEV: "it lies on another disk",
  ERR_FS_FILE_TOO_LARGE: "the file is larger than 2 GiB",
};
/** A limit of the system, with the way out. */
const LIMITS: Readonly<Record<string, readonly [cause: string, wayOut: string]>> = {
  EMFILE: [
    "too many files are open",
    "raise the limit, for instance with ulimit -n 4096, or use fewer --jobs",
  ],
  ENFILE: [
    "too many files are open on this machine",
    "end other programs, or use fewer --jobs",
  ],
  ENOMEM: ["there is not enough memory", "end other programs, or use fewer --jobs"],
  EAGAIN: [
    "the system has no room for another process",
    "raise the limit (ulimit -u), or use fewer --jobs",
  ],
  EIO: ["the disk reports an error", "look at its health, or use a folder on another disk"],
  ESTALE: ["the network folder was lost", "mount it again and repeat the command"],
  EBUSY: ["it is in use by another program", "end that program and repeat the command"],
  ETXTBSY: ["it is in use by another program", "end that program and repeat the command"],
};
const AGAIN = "and repeat the command: it goes on from what is stored";

/** Calls that write, beside `open`, of which nobody knows it. */
const WRITING =
  /^(mkdir|mkdtemp|write|fsync|rename|link|symlink|unlink|rm|rmdir|copyfile|ftruncate|utimes?|chmod)$/;

/**
 * An error of the operating system as one line: what could not be done, why, and a way out.
 * @returns a SystemFailure whose cause is Node's error; any other error as it is
 */
export function systemError(error: unknown, context: SystemErrorContext = {}): unknown {
  if (!isSystemError(error)) return error;
  const { code } = error;
  const path = context.path ?? error.path;
  const what = context.what ?? failedCall(error, path);
  const failure = new SystemFailure(describe(code, what, error, path, context).message);
  failure.cause = error;
  failure.path = path;
  return failure;
}

/** Any error for the user: a PromptcalError's or system error's one line; of anything else, a bug, the stack. */
export function errorText(error: unknown): string {
  const reported = systemError(error);
  if (reported instanceof PromptcalError) return reported.message;
  return reported instanceof Error
    ? (reported.stack ?? reported.message)
    : String(reported);
}

interface SystemError extends NodeJS.ErrnoException {
  readonly code: string;
}

/** Node's errors of files and processes have a code and the number or name of the failed call. */
function isSystemError(error: unknown): error is SystemError {
  if (!(error instanceof Error) || error instanceof PromptcalError) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === "ERR_FS_FILE_TOO_LARGE") return true;
  return (
    typeof code === "string" && /^E[A-Z\d]+$/.test(code) && typeof syscall === "string"
  );
}

function failedCall(error: SystemError, path: string | undefined): string {
  const call = error.syscall ?? "read";
  const verb = call.startsWith("spawn")
    ? "start"
    : WRITING.test(call)
      ? "write"
      : call === "open"
        ? "open"
        : "read";
  if (verb === "start") return `could not start ${path ?? "a program"}`;
  return `could not ${verb} ${path === undefined ? "a file" : resolve(path)}`;
}

function describe(
  code: string,
  what: string,
  error: SystemError,
  path: string | undefined,
  { room }: SystemErrorContext,
): PromptcalError {
  const call = error.syscall ?? "";
  if (ROOM[code] !== undefined) {
    const free = room?.() ?? "";
    return eventError(
      `${what}: ${ROOM[code]}${free}`,
      `free some space${elsewhere(path)}, ${AGAIN}`,
    );
  }
  if (call === "link" && ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(code)) {
    return eventError(
      `${what}: its file system has no hard links`,
      `use a folder on another one${elsewhere(path)}`,
    );
  }
  if (call.startsWith("spawn") && code === "ENOENT") {
    return eventError(
      `${what}: there is no such program`,
      "install it, or put its folder on PATH",
    );
  }
  if (FORBIDDEN[code] !== undefined) {
    return eventError(
      `${what}: ${FORBIDDEN[code]}`,
      `get the permission${elsewhere(path)}`,
    );
  }
  if (LIMITS[code] !== undefined) {
    const [cause, wayOut] = LIMITS[code];
    return eventError(`${what}: ${cause}`, wayOut);
  }
  const isFileAsFolder = code === "EEXIST" && call === "mkdir";
  const cause =
    WRONG_PATH[isFileAsFolder ? "ENOTDIR" : code] ?? `${error.message.split(",")[0]}`;
  return eventError(`${what}: ${cause}`, `check the path${elsewhere(path)}`);
}

/** The variable that moves a folder of promptcal's own. */
function elsewhere(path: string | undefined): string {
  const variable = path === undefined ? undefined : variableOf(path);
  return variable === undefined ? "" : `, or name another folder with ${variable}`;
}
