import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFolderAtomic } from "../../files/atomic-folder";
import { mismatch } from "../../errors/promptcal-error";
import { checked } from "../../files/json/checked";
import { unchangedFileHash } from "../../files/file-hash-memory";
import { sha256 } from "../../files/hash";
import { readJson } from "../../files/json/parse-json";
import { byName, fields, SHA_256, type Infer } from "../../files/json/schema";
import type { ImageDataset, Item } from "../image-dataset";
import { readSplit, splitJson } from "../formats/split-zhou";
import type { ComposedDomain } from "./compose";
import { plainPng } from "./pictures/plain-png";
import type { Part } from "./split-groups";

/** SHA-256 that a domain's folder is known by. */
export const DOMAIN_HASHES = fields({
  /** Of the split file. */
  split: SHA_256,
  /** Of `hashes.json`, which lists the SHA-256 of every image. */
  images: SHA_256,
});
export type DomainHashes = Infer<typeof DOMAIN_HASHES>;

/** `hashes.json`: SHA-256 of every image by its path. */
const HASHES = byName(SHA_256);

/** Files of a domain's folder. */
export function domainFiles(folder: string, domain: string) {
  return {
    split: join(folder, `split_zhou_${domain}.json`),
    hashes: join(folder, "hashes.json"),
    images: join(folder, "images"),
  };
}

/** Writes a domain's images, split and list of hashes, as a folder that is there whole or not at all. */
export function writeDomain(
  folder: string,
  composed: ComposedDomain,
): Promise<DomainHashes> {
  return writeFolderAtomic(folder, (temporary) =>
    Promise.resolve(fillFolder(temporary, composed)),
  );
}

function fillFolder(folder: string, composed: ComposedDomain): DomainHashes {
  const files = domainFiles(folder, composed.name);
  for (const noun of new Set(composed.icons.map(({ path }) => dirname(path)))) {
    mkdirSync(join(files.images, noun), { recursive: true });
  }
  const listed = composed.icons.map(({ path, pixels }): [string, string] => {
    const file = plainPng(pixels);
    writeFileSync(join(files.images, path), file);
    return [path, sha256(file)];
  });
  const hashes = `${JSON.stringify(Object.fromEntries(listed), null, 1)}\n`;
  const split = splitJson(datasetOf(composed, files.images));
  writeFileSync(files.hashes, hashes);
  writeFileSync(files.split, split);
  return { split: sha256(split), images: sha256(hashes) };
}

function datasetOf(composed: ComposedDomain, root: string): ImageDataset {
  const items = (part: Part): Item[] =>
    composed.icons
      .filter((icon) => icon.part === part)
      .map(({ path, label, noun }) => ({ path, label, className: noun }));
  return {
    name: composed.name,
    root,
    classNames: composed.classNames,
    train: items("train"),
    validation: items("validation"),
    test: items("test"),
  };
}

/**
 * Reads a domain's folder after checking every file against its SHA-256. A file that this process has read
 * before is read again if it has changed.
 * @param fix how to fix a damaged folder, for the error's text
 * @throws PromptcalError naming the first file that is missing or altered
 */
export function readDomain(
  folder: string,
  domain: string,
  classNames: readonly string[],
  expected: DomainHashes,
  fix: string,
): ImageDataset {
  const files = domainFiles(folder, domain);
  checkFile(files.split, expected.split, fix);
  checkFile(files.hashes, expected.images, fix);
  const hashes = checked(HASHES, readJson(files.hashes, "hashes"), "hashes", files.hashes);
  for (const [path, hash] of Object.entries(hashes)) {
    checkFile(join(files.images, path), hash, fix);
  }
  return readSplit(files.split, files.images, classNames);
}

function checkFile(path: string, expected: string, fix: string): void {
  const got = unchangedFileHash(path) ?? "no file";
  if (got !== expected) {
    throw mismatch({
      what: "data file",
      expected: `SHA-256 ${expected}`,
      got,
      where: path,
      fix,
    });
  }
}
