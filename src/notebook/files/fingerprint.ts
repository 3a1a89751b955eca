import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import * as v from "valibot";
import { PromptcalError } from "../../errors/promptcal-error";
import { writeJsonAtomic } from "../../files/atomic-file";
import { canonicalHash } from "../../files/json/canonical-json";
import { checked } from "../../files/json/checked";
import { folderOf } from "../../files/folders";
import { sha256FileSync } from "../../files/hash";
import { readJson } from "../../files/json/parse-json";
import { byName, fields, SHA_256, TEXT, type Infer } from "../../files/json/schema";
import { notebookCells } from "./notebook-file";
import type { Parameters } from "./parameters";

const root = join(__dirname, "..", "..", "..");
const record = (): string => join(folderOf("cache"), "executed-notebooks.json");

/**
 * SHA-256 of what a notebook's outputs depend on: its cells, the code, the results it reads, and the
 * parameters it is given.
 * @param results hashes of the finished runs
 * @param parameters values that are injected; none by default
 */
export function notebookFingerprint(
  notebook: string,
  results: readonly string[],
  parameters: Parameters = {},
): string {
  return canonicalHash({
    cells: cellTexts(notebook),
    code: codeHashes(),
    results,
    parameters,
  });
}

/** Whether a notebook was executed with this fingerprint on this machine, and not changed since. */
export function isExecuted(notebook: string, fingerprint: string): boolean {
  const known = readRecord()[relative(root, notebook)];
  return (
    known?.fingerprint === fingerprint &&
    existsSync(notebook) &&
    known.sha256 === sha256FileSync(notebook)
  );
}

/**
 * Whether cells of a notebook have been changed since it was executed on this machine; outputs do not count. A file that
 * is no notebook any more has been changed.
 */
export function isEdited(notebook: string): boolean {
  const cells = readRecord()[relative(root, notebook)]?.cells;
  if (cells === undefined || !existsSync(notebook)) return false;
  try {
    return cells !== canonicalHash(cellTexts(notebook));
  } catch (error) {
    if (error instanceof PromptcalError) return true;
    throw error;
  }
}

/** Remembers that a notebook's present outputs belong to this fingerprint. */
export function recordExecuted(notebook: string, fingerprint: string): void {
  const entry = {
    fingerprint,
    sha256: sha256FileSync(notebook),
    cells: canonicalHash(cellTexts(notebook)),
  };
  writeJsonAtomic(record(), { ...readRecord(), [relative(root, notebook)]: entry });
}

/**
 * Kind and text of each cell, however a program has divided the text into lines. Empty cells are passed over: JupyterLab
 * adds one when the last is run.
 */
function cellTexts(notebook: string): readonly (readonly [string, string])[] {
  return notebookCells(notebook)
    .map(({ cell_type, source }): readonly [string, string] => [
      cell_type,
      typeof source === "string" ? source : source.join(""),
    ])
    .filter(([, text]) => text.trim() !== "");
}

const EXECUTED = byName(
  fields({
    fingerprint: TEXT,
    sha256: SHA_256,
    /** Absent in records of older versions. */
    cells: v.optional(SHA_256),
  }),
);
type Executed = Readonly<Record<string, Infer<typeof EXECUTED>[string] | undefined>>;

/** A record that is missing or damaged means that nothing is known to be executed. */
function readRecord(): Executed {
  try {
    return checked(EXECUTED, readJson(record(), "record"), "record", record());
  } catch {
    return {};
  }
}

let code: readonly [string, string][] | undefined;

function codeHashes(): readonly [string, string][] {
  code ??= filesUnder(join(root, "src")).map((path) => [
    path.slice(root.length),
    sha256FileSync(path),
  ]);
  return code;
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesUnder(path) : [path]));
}
