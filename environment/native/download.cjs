"use strict";
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { run } = require("../setup/command.cjs");
const { root, venvPython } = require("../setup/paths.cjs");
const { addon, library } = require("./sources.json");

/** Downloads are kept here, so that a second build needs no network. */
const cache = join(root, ".cache", "native");

/** A Python with pip: the virtual environment's if set-up has made it, else the system's. */
function python() {
  return existsSync(venvPython) ? venvPython : "python3";
}

/** Path of the TensorFlow wheel, downloaded by pip if need be; pip and we check its hash. */
function fetchWheel() {
  const wheel = join(cache, library.file);
  if (!has(wheel, "sha256", "hex", library.sha256)) {
    mkdirSync(cache, { recursive: true });
    const pin = join(cache, "requirements.txt");
    writeFileSync(
      pin,
      `${library.package}==${library.version} --hash=sha256:${library.sha256}\n`,
    );
    const options = [
      "--no-deps",
      "--only-binary=:all:",
      "--require-hashes",
      ...library.pip,
    ];
    run(python(), ["-m", "pip", "download", ...options, "-d", cache, "-r", pin]);
    demand(wheel, "sha256", "hex", library.sha256);
  }
  return wheel;
}

/** Path of tfjs-node's package, fetched by `npm pack`: its install script never runs. */
function fetchAddonPackage() {
  const archive = join(cache, `tensorflow-tfjs-node-${addon.version}.tgz`);
  const [algorithm, digest] = addon.integrity.split(/-(.*)/);
  if (!has(archive, algorithm, "base64", digest)) {
    mkdirSync(cache, { recursive: true });
    run("npm", [
      "pack",
      `${addon.package}@${addon.version}`,
      "--silent",
      "--pack-destination",
      cache,
    ]);
    demand(archive, algorithm, "base64", digest);
  }
  return archive;
}

/**
 * Whether a file is there and is the expected one.
 * @param {string} path
 * @param {string} algorithm
 * @param {import("node:crypto").BinaryToTextEncoding} encoding of the digest
 * @param {string} expected the digest
 */
function has(path, algorithm, encoding, expected) {
  return (
    existsSync(path) &&
    createHash(algorithm).update(readFileSync(path)).digest(encoding) === expected
  );
}

/**
 * Removes a file that is not the expected one. @throws {Error} then
 * @param {Parameters<typeof has>} file
 */
function demand(...[path, algorithm, encoding, expected]) {
  if (has(path, algorithm, encoding, expected)) return;
  rmSync(path, { force: true });
  throw new Error(
    `${path}: the file does not have the ${algorithm} ${expected}; it is removed, run the set-up again`,
  );
}

module.exports = { fetchWheel, fetchAddonPackage, python };
