"use strict";
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { root, venv, venvPython } = require("./paths.cjs");
const { run } = require("./command.cjs");

const requirements = join(root, "environment", "requirements.txt");

/** PEP 503: `Jinja2`, `jinja_2` and `jinja-2` may name one package. */
const normalised = (name) => name.toLowerCase().replace(/[-_.]+/g, "-");

/** The locked packages as `name==version`. */
function pins() {
  return readFileSync(requirements, "utf8")
    .split("\n")
    .map((line) => /^([A-Za-z0-9._-]+)==([^\s\\;]+)/.exec(line))
    .filter((match) => match !== null)
    .map((match) => `${normalised(match[1])}==${match[2]}`);
}

/** What the virtual environment holds, read from its dist-info folders: no Python is started. */
function installed() {
  const libraries = join(venv, process.platform === "win32" ? "Lib" : "lib");
  if (!existsSync(venvPython) || !existsSync(libraries)) return null;
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
  const wanted = process.env.PROMPTCAL_PYTHON;
  const probe =
    "import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 11) else 1)";
  for (const name of wanted ? [wanted] : names) {
    try {
      run(name, ["-c", probe]);
      return name;
    } catch {
      // Not this one: absent, too old, or Debian's python3 without python3-venv.
    }
  }
  return null;
}

/** JupyterLab, nbclient and the plotly renderer in .venv, with the hashes of requirements.txt. */
module.exports = {
  name: "Python packages",
  cost: "no JupyterLab and no execution of notebooks; figures, tables and the command line work",
  fix:
    "install Python >= 3.11 with venv (Debian: apt-get install python3-venv; or name it in " +
    "PROMPTCAL_PYTHON), connect to a Python package index, run: npm run setup",
  check() {
    const found = installed();
    if (found === null) return { ok: false, detail: "no virtual environment in .venv" };
    const wanted = pins();
    const absent = wanted.filter((pin) => !found.has(pin));
    return absent.length === 0
      ? { ok: true, detail: `${wanted.length} packages as locked` }
      : {
          ok: false,
          detail: `${absent.length} of ${wanted.length} packages, first ${absent[0]}`,
        };
  },
  install() {
    const python = findPython();
    if (python === null)
      throw new Error("no Python >= 3.11 with the modules venv and ensurepip");
    run(python, ["-m", "venv", "--clear", venv]);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(venvPython, [...pip, "--no-deps", "--require-hashes", "-r", requirements]);
  },
};
