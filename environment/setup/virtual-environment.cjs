"use strict";
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { join, relative } = require("node:path");
const { root } = require("./paths.cjs");
const { run, runBeside: runAsync } = require("./command.cjs");

/**
 * Step that makes a Python virtual environment with exactly the packages of a lock file.
 * @param {{name: string, folder: string, requirements: string, cost: string, fix: string,
 *   compile?: boolean}} about absolute paths of the environment and of its locked requirements with
 *   hashes; `compile` all of its modules at once, the default, or each when it is first imported
 */
function virtualEnvironment({ name, folder, requirements, cost, fix, compile = true }) {
  return {
    name,
    cost,
    fix,
    /** The environment's Python program. */
    python: pythonOf(folder),
    check() {
      const found = installed(folder);
      if (found === null) {
        return { ok: false, detail: `no virtual environment in ${relative(root, folder)}` };
      }
      const requested = pins(requirements);
      const absent = requested.filter((pin) => !found.has(pin));
      return absent.length === 0
        ? { ok: true, detail: `${requested.length} packages as locked` }
        : {
            ok: false,
            detail: `${absent.length} of ${requested.length} packages, first ${absent[0]}`,
          };
    },
    async install() {
      const python = findPython();
      if (python === null)
        throw new Error("no Python >= 3.11 with the modules venv and ensurepip");
      await runAsync(python, ["-m", "venv", "--clear", folder]);
      const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
      const how = ["--no-deps", "--require-hashes", ...(compile ? [] : ["--no-compile"])];
      await runAsync(pythonOf(folder), [...pip, ...how, "-r", requirements]);
    },
  };
}

/**
 * Step that makes the virtual environment of one part of `environment/`: its `venv`, from its `requirements.txt`.
 * @param {string} part folder of `environment/`
 * @param {{name: string, cost: string, command: string, needs?: string}} about `needs` besides Python,
 *   `command` makes it
 */
function partEnvironment(part, { name, cost, command, needs = "" }) {
  const home = join(root, "environment", part);
  return virtualEnvironment({
    ...{ name, cost, compile: false },
    folder: join(home, "venv"),
    requirements: join(home, "requirements.txt"),
    fix:
      `${needs}install Python >= 3.11 with venv (or name it in PROMPTCAL_PYTHON), connect to a Python ` +
      `package index, run: ${command}`,
  });
}

/** The Python program of a virtual environment. @param {string} folder */
function pythonOf(folder) {
  return process.platform === "win32"
    ? join(folder, "Scripts", "python.exe")
    : join(folder, "bin", "python");
}

/** PEP 503: `Jinja2`, `jinja_2` and `jinja-2` may name one package. @param {string} name */
const normalised = (name) => name.toLowerCase().replace(/[-_.]+/g, "-");

/** The locked packages as `name==version`. @param {string} requirements path */
function pins(requirements) {
  return readFileSync(requirements, "utf8")
    .split("\n")
    .map((line) => /^([A-Za-z0-9._-]+)==([^\s\\;]+)/.exec(line))
    .flatMap((match) => (match === null ? [] : [`${normalised(match[1])}==${match[2]}`]));
}

/** What a virtual environment holds, read from its dist-info folders: no Python is started. @param {string} venv */
function installed(venv) {
  const libraries = join(venv, process.platform === "win32" ? "Lib" : "lib");
  if (!existsSync(pythonOf(venv)) || !existsSync(libraries)) return null;
  const folders =
    process.platform === "win32"
      ? [join(libraries, "site-packages")]
      : readdirSync(libraries).map((name) => join(libraries, name, "site-packages"));
  const found = new Set();
  for (const folder of folders.filter((path) => existsSync(path))) {
    for (const entry of readdirSync(folder)) {
      const match = /^(.+)-([^-]+)\.dist-info$/.exec(entry);
      if (match !== null) found.add(`${normalised(match[1])}==${match[2]}`);
    }
  }
  return found;
}

/** First Python on this machine that can make a virtual environment for the lock file. */
function findPython() {
  const names = ["python3.11", "python3.12", "python3.13", "python3", "python"];
  const requested = process.env.PROMPTCAL_PYTHON;
  const probe =
    "import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 11) else 1)";
  for (const name of requested ? [requested] : names) {
    try {
      run(name, ["-c", probe]);
      return name;
    } catch {
      // Not this one: absent, too old, or Debian's python3 without python3-venv.
    }
  }
  return null;
}

module.exports = { partEnvironment, virtualEnvironment };
