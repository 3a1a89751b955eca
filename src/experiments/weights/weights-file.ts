import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { writeFileAtomic } from "../../files/atomic-file";
import { mismatch } from "../../errors/promptcal-error";
import { unchangedFileHash } from "../../files/file-hash-memory";
import { sha256FileSync } from "../../files/hash";
import type { Suite } from "../suites/suite-definition";

/** File beside a weights file that holds its SHA-256, in the format of sha256sum. */
export function weightsHashFile(weights: string): string {
  return `${weights}.sha256`;
}

/** Writes the SHA-256 of a new weights file beside it, which makes the file a known one. */
export function recordWeightsHash(weights: string): string {
  const hash = sha256FileSync(weights);
  writeFileAtomic(weightsHashFile(weights), `${hash}  ${basename(weights)}\n`);
  return hash;
}

/**
 * SHA-256 that a suite's weights must have.
 * @throws PromptcalError when it is not known: weights of unknown origin are not used
 */
export function knownWeightsHash({ model }: Suite): string {
  const path = weightsHashFile(model.weights);
  const line = existsSync(path) ? readFileSync(path, "utf8") : "no such file";
  const hash = /^([0-9a-f]{64})\s/.exec(line)?.[1];
  if (hash !== undefined) return hash;
  throw mismatch({
    what: `SHA-256 of ${model.weights}`,
    expected: "64 hex digits",
    got: line.trim().slice(0, 80),
    where: path,
    fix: `restore it with: ${model.restore}`,
  });
}

/**
 * Checks a suite's weights file against its known SHA-256; a plan asks once per data set and method.
 * @returns the SHA-256
 * @throws PromptcalError naming the file, expected and got hash, and the command that restores it
 */
export function checkedWeightsHash(suite: Suite): string {
  const { weights, restore } = suite.model;
  const got = unchangedFileHash(weights);
  if (got === undefined) {
    throw mismatch({
      what: `weights ${weights}`,
      expected: "a file",
      got: "none",
      fix: `restore it with: ${restore}`,
    });
  }
  const expected = knownWeightsHash(suite);
  if (got === expected) return expected;
  throw mismatch({
    what: `weights ${weights}`,
    expected: `SHA-256 ${expected}`,
    got,
    fix: `restore it with: ${restore}`,
  });
}
