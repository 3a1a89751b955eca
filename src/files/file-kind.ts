import { closeSync, openSync, readSync, statSync } from "node:fs";
import { eventError, type PromptcalError } from "../errors/promptcal-error";
import { systemError } from "./system-error";

/** What a person needs to know of a kind of file that came in place of another. */
interface KindDescription {
  /** With its verb: "FILE is a folder" is a sentence. */
  readonly predicate: string;
  /** The way out, where there is one for every reader. */
  readonly fix?: string;
}

const SAVE_AS_UTF8 = "save it as UTF-8";
const UNPACK = "unpack it first";
const CONVERT = "convert it first";

/** Kinds of files that `fileKind` tells apart. */
export const FILE_KINDS = {
  missing: { predicate: "does not exist", fix: "check the path" },
  folder: { predicate: "is a folder", fix: "name a file in it" },
  special: { predicate: "is a device or a socket", fix: "name a plain file" },
  empty: { predicate: "is empty", fix: "write or download it again" },
  "git-lfs-pointer": {
    predicate: "is a Git LFS pointer of a few lines, not the file that it stands for",
    fix: "fetch that file with: git lfs pull",
  },
  "web-page": {
    predicate: "is a web page, as a download saves it that led to a login or an error",
    fix: "download the file itself",
  },
  xml: {
    predicate: "is an XML document, as some servers answer in place of a file",
    fix: "download the file itself",
  },
  gzip: { predicate: "is packed with gzip", fix: "unpack it with gunzip or tar xzf" },
  bzip2: { predicate: "is packed with bzip2", fix: "unpack it with bunzip2 or tar xjf" },
  xz: { predicate: "is packed with xz", fix: "unpack it with unxz or tar xJf" },
  zstd: { predicate: "is packed with zstd", fix: "unpack it with unzstd" },
  lz4: { predicate: "is packed with lz4", fix: "unpack it with unlz4" },
  tar: { predicate: "is a tar archive", fix: "unpack it with tar xf" },
  "7z": { predicate: "is a 7z archive", fix: UNPACK },
  rar: { predicate: "is a RAR archive", fix: UNPACK },
  zip: { predicate: "is a zip archive", fix: UNPACK },
  pickle: { predicate: "is a Python pickle, which holds code" },
  npy: { predicate: "is a single NumPy array" },
  safetensors: { predicate: "is a safetensors file" },
  hdf5: { predicate: "is an HDF5 file", fix: CONVERT },
  matlab: { predicate: "is a MATLAB file", fix: CONVERT },
  parquet: { predicate: "is a parquet file" },
  arrow: { predicate: "is an Arrow file", fix: CONVERT },
  office: { predicate: "is an old Office document", fix: "export it as CSV UTF-8" },
  sqlite: { predicate: "is an SQLite database", fix: CONVERT },
  pdf: { predicate: "is a PDF document" },
  image: { predicate: "is an image" },
  "apple-double": {
    predicate: "is a file of macOS's own (AppleDouble, its name begins with ._)",
    fix: "name the file without ._",
  },
  "utf-16": { predicate: "is text in UTF-16", fix: SAVE_AS_UTF8 },
  "utf-32": { predicate: "is text in UTF-32", fix: SAVE_AS_UTF8 },
  text: { predicate: "is a text file" },
  binary: { predicate: "is a binary file of another format" },
} as const satisfies Readonly<Record<string, KindDescription>>;

/** A kind of file, recognised by its first bytes. */
export type FileKind = keyof typeof FILE_KINDS;

/** Bytes that are looked at: a tar archive says what it is at byte 257. */
const LOOKED_AT = 1024;

type Signature = readonly [kind: FileKind, bytes: string, at?: number];

/** Bytes that a kind begins with, one character each. */
const SIGNATURES: readonly Signature[] = [
  ["gzip", "\x1f\x8b"],
  ["zip", "PK\x03\x04"],
  ["zip", "PK\x05\x06"],
  ["zstd", "\x28\xb5\x2f\xfd"],
  ["lz4", "\x04\x22\x4d\x18"],
  ["bzip2", "1AY&SY", 4],
  ["xz", "\xfd7zXZ\0"],
  ["7z", "7z\xbc\xaf\x27\x1c"],
  ["rar", "Rar!\x1a\x07"],
  ["tar", "ustar", 257],
  ["npy", "\x93NUMPY"],
  ["hdf5", "\x89HDF\r\n\x1a\n"],
  ["matlab", "MATLAB 5.0 MAT-file"],
  ["parquet", "PAR1"],
  ["arrow", "ARROW1"],
  ["arrow", "FEA1"],
  ["office", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  ["sqlite", "SQLite format 3\0"],
  ["pdf", "%PDF-"],
  ["image", "\x89PNG\r\n"],
  ["image", "\xff\xd8\xff"],
  ["image", "GIF8"],
  ["image", "WEBP", 8],
  ["apple-double", "\x00\x05\x16\x07"],
  ["git-lfs-pointer", "version https://git-lfs"],
  ["utf-32", "\xff\xfe\0\0"],
  ["utf-32", "\0\0\xfe\xff"],
  ["utf-16", "\xff\xfe"],
  ["utf-16", "\xfe\xff"],
];

/**
 * The kind of a file, recognised by its first kilobyte, whatever its name.
 * @throws PromptcalError for a file that may not be read
 */
export function fileKind(path: string): FileKind {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return "missing";
    if (stat.isDirectory()) return "folder";
    return stat.isFile() ? kindOfBytes(firstBytes(path)) : "special";
  } catch (error) {
    // A path below a file is not there either.
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return "missing";
    throw systemError(error, { what: `could not read ${path}`, path });
  }
}

/** `fileKind` of the first bytes of a file, a kilobyte or all that there are. */
export function kindOfBytes(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) return "empty";
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    "latin1",
    0,
    LOOKED_AT,
  );
  // A length of eight bytes, then the header's JSON. Before the others: a length may look like a signature.
  if (/^[^]{5}\0\0\0\{/.test(start)) return "safetensors";
  const signed = SIGNATURES.find(([, text, at = 0]) => start.startsWith(text, at));
  if (signed !== undefined) return signed[0];
  // Protocol 2 and later; the byte behind it begins a frame or an object.
  if (/^\x80[\x02-\x05]/.test(start)) return "pickle";
  const text = start.replace(/^\xef\xbb\xbf/, "").trimStart();
  if (/^<(!doctype\s+html|html|head|body|script|meta)\b/i.test(text)) return "web-page";
  if (/^<\?xml\b/i.test(text)) return /<html\b/i.test(text) ? "web-page" : "xml";
  if (isWide(start)) return "utf-16";
  return start.includes("\0") ? "binary" : "text";
}

/**
 * Refuses a path that is none of the kinds which a reader reads.
 * @param expected what the reader takes, with its article: `a CSV, NPZ or safetensors file`
 * @param fix the way out for kinds that have none of their own
 * @returns the kind, one of `kinds`
 * @throws PromptcalError with a plain sentence: what the path is, what was expected, what to do
 */
export function requireKind<K extends FileKind>(
  path: string,
  kinds: readonly K[],
  expected: string,
  fix?: string,
): K {
  const kind = fileKind(path);
  const found = kinds.find((one) => one === kind);
  if (found !== undefined) return found;
  throw otherKind(path, kind, expected, fix);
}

/** The error for a file of another kind: one sentence, and the way out behind it. */
export function otherKind(
  path: string,
  kind: FileKind,
  expected: string,
  fix?: string,
): PromptcalError {
  const { predicate, fix: own }: KindDescription = FILE_KINDS[kind];
  return eventError(
    `${path} ${predicate}; expected ${expected}`,
    own ?? fix ?? "name another file",
  );
}

/** Text of mostly Latin letters in UTF-16 without a mark: every other byte is 0. */
function isWide(start: string): boolean {
  const even = start.slice(0, start.length - (start.length % 2));
  return even.length >= 8 && (/^([^\0]\0)+$/.test(even) || /^(\0[^\0])+$/.test(even));
}

function firstBytes(path: string): Uint8Array {
  const descriptor = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(LOOKED_AT);
    return bytes.subarray(0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}
