"use strict";
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { root } = require("./paths.cjs");
const { runBeside: runAsync } = require("./command.cjs");

/**
 * Step that installs one folder's npm packages exactly as its lockfile says.
 * @param {{name: string, folder: string, cost: string}} about `folder` relative to the repository
 */
function npmPackages({ name, folder, cost }) {
  const at = join(root, folder);
  const command = folder === "." ? "npm ci" : `npm ci --prefix ${folder}`;
  return {
    name,
    cost,
    fix: `connect to an npm registry and run: ${command}`,
    check: () => compareWithLock(at),
    async install() {
      await runAsync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: at });
    },
  };
}

/**
 * Compares what lies in node_modules with the lockfile, package by package: cheap enough to be done
 * at every start, and unlike a stamp it notices a deleted or replaced package.
 * @param {string} at the folder
 */
function compareWithLock(at) {
  if (!existsSync(join(at, "package-lock.json"))) {
    return { ok: false, detail: "no package-lock.json" };
  }
  const lock = readJson(join(at, "package-lock.json"));
  const difference = manifestDifference(
    readJson(join(at, "package.json")),
    lock.packages[""],
  );
  if (difference !== null) return { ok: false, detail: difference };
  const needed = Object.entries(lock.packages).filter(
    ([path, { optional, devOptional, link }]) =>
      path !== "" && !optional && !devOptional && !link,
  );
  for (const [path, { version }] of needed) {
    const manifest = join(at, path, "package.json");
    if (!existsSync(manifest)) return { ok: false, detail: `${path} is not installed` };
    const found = readJson(manifest).version;
    if (found !== version) {
      return { ok: false, detail: `${path}: expected ${version}, got ${found}` };
    }
  }
  return { ok: true, detail: `${needed.length} packages as locked` };
}

/** Kinds of dependencies in a package.json. */
const KINDS = /** @type {const} */ ([
  "dependencies",
  "devDependencies",
  "optionalDependencies",
]);
/** @typedef {Partial<Record<typeof KINDS[number], Record<string, string>>>} Manifest */

/**
 * @param {Manifest} manifest package.json
 * @param {Manifest} locked what the lockfile says of it
 */
function manifestDifference(manifest, locked) {
  for (const kind of KINDS) {
    for (const [name, range] of Object.entries(manifest[kind] ?? {})) {
      if (locked[kind]?.[name] !== range) {
        return `package.json wants ${name} ${range}, which package-lock.json does not lock`;
      }
    }
  }
  return null;
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

module.exports = { npmPackages };
