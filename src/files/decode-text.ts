import { eventError, type PromptcalError } from "../errors/promptcal-error";
import { FILE_KINDS, kindOfBytes } from "./file-kind";

/**
 * Text of a file's bytes: UTF-8, or UTF-16 with its mark; byte order marks are taken away.
 * @param where names the file in errors
 * @param before lines of the file that come before these bytes
 * @throws PromptcalError for bytes that are no UTF-8, with the first such line as Windows-1252 would
 *   show it: a guess may turn letters into others, so that the writer has to say what they are
 */
export function decodeText(bytes: Uint8Array, where: string, before = 0): string {
  const [first, second] = bytes;
  const wide = kindOfBytes(bytes.subarray(0, 1024));
  if (wide === "utf-16") {
    if (first === 0xff && second === 0xfe) return fromUtf16("utf-16le", bytes, where);
    if (first === 0xfe && second === 0xff) return fromUtf16("utf-16be", bytes, where);
  }
  if (wide === "utf-16" || wide === "utf-32") {
    const { predicate, fix } = FILE_KINDS[wide];
    throw eventError(`${where} ${predicate}`, fix);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw notUtf8(bytes, where, before);
  }
}

function fromUtf16(encoding: string, bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw eventError(`${where} is damaged UTF-16`, "save it as UTF-8");
  }
}

function notUtf8(bytes: Uint8Array, where: string, before: number): PromptcalError {
  const { line, text } = firstBadLine(bytes);
  const likely = new TextDecoder("windows-1252").decode(text).slice(0, 60);
  return eventError(
    `${where} is not UTF-8: line ${before + line} would be "${likely}" in Windows-1252`,
    'save it as UTF-8 (Excel: "CSV UTF-8")',
  );
}

function firstBadLine(bytes: Uint8Array): { line: number; text: Uint8Array } {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  for (let from = 0, line = 1; ; line++) {
    const end = bytes.indexOf(10, from);
    const text = bytes.subarray(from, end < 0 ? bytes.length : end);
    try {
      utf8.decode(text);
    } catch {
      return { line, text };
    }
    if (end < 0) return { line, text };
    from = end + 1;
  }
}
