import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { withWriteError } from "./write-error";

let counter = 0;

/** Name of a temporary sibling that no other process or call uses. */
export function temporarySibling(path: string): string {
  counter += 1;
  return join(dirname(path), `.${basename(path)}.tmp-${process.pid}-${counter}`);
}

/** Makes a finished rename survive a power cut: the folder's entry is synced too. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes a file whole or not at all: temporary sibling, sync, rename, sync of the folder.
 * Missing folders are made. A failed write removes the temporary file and leaves the old one.
 * @param content a string (UTF-8), bytes, or pieces to write one after the other
 * @throws PromptcalError where it cannot be written, for want of room, permission or a folder
 */
export function writeFileAtomic(
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
): void {
  const isWhole = typeof content === "string" || content instanceof Uint8Array;
  const size = isWhole ? Buffer.byteLength(content) : undefined;
  withWriteError(path, () => replaceFile(path, content), size);
}

function replaceFile(
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = temporarySibling(path);
  try {
    const handle = openSync(temporary, "wx");
    try {
      for (const piece of pieces(content)) {
        for (let at = 0; at < piece.byteLength;) at += writeSync(handle, piece, at);
      }
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** `writeFileAtomic` of indented JSON with a closing line feed. */
export function writeJsonAtomic(path: string, value: unknown): void {
  writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

function pieces(content: string | Uint8Array | Iterable<Uint8Array>): Iterable<Uint8Array> {
  if (typeof content === "string") return [Buffer.from(content, "utf8")];
  return content instanceof Uint8Array ? [content] : content;
}
