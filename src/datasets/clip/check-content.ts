import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { mismatch } from "../../errors/promptcal-error";
import type { SourceFile } from "./sources";

/** How files of a kind begin, and what to call them. */
const STARTS: Readonly<Record<SourceFile["kind"], readonly [RegExp, string]>> = {
  json: [/^\s*[{[]/, "JSON"],
  text: [/^n\d{8} /, "lines of a synset and a name"],
  zip: [/^PK\x03\x04/, "a zip file"],
  // gzip's mark, or the start of a name; web pages are what has to be told apart.
  tar: [/^(\x1f\x8b|[^<\s])/, "a tar file"],
};

/**
 * Refuses a file of unknown hash that is not of its kind, so that a web page with a question or an
 * apology, which drives answer with, is not trusted on first use.
 * @throws PromptcalError saying what to do
 */
export function checkContent(path: string, kind: SourceFile["kind"]): void {
  const [start, expected] = STARTS[kind];
  const begin = head(path);
  if (start.test(begin) && (kind !== "json" || isJson(path))) return;
  throw mismatch({
    what: "download",
    expected,
    got: /^\s*</.test(begin) ? "a web page" : JSON.stringify(begin.slice(0, 20)),
    where: path,
    fix: "open its address in a browser and put the file there by hand",
  });
}

function head(path: string): string {
  const start = Buffer.alloc(64);
  const handle = openSync(path, "r");
  try {
    return start.toString("latin1", 0, readSync(handle, start, 0, start.length, 0));
  } finally {
    closeSync(handle);
  }
}

function isJson(path: string): boolean {
  try {
    JSON.parse(readFileSync(path, "utf8"));
    return true;
  } catch {
    return false;
  }
}
