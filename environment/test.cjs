"use strict";
// `npm test [-- files or folders]`: all set-up, then the tests under test/ with Node's own runner. All of
// them together compare with PyTorch and build the site too, which some alone can do without.
const { readdirSync, statSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { prepare } = require("./setup/prepare.cjs");
const { root } = require("./setup/paths.cjs");
const { steps } = require("./setup/steps.cjs");
const pythonReference = require("./setup/python-reference.cjs");
const sitePackages = require("./setup/site-packages.cjs");
const { runAndExit } = require("./run.cjs");

/**
 * The file, or all test files of the folder.
 * @param {string} path
 * @returns {readonly string[]}
 */
function testFiles(path) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => {
      const child = join(path, name);
      return statSync(child).isDirectory() || name.endsWith(".test.ts")
        ? testFiles(child)
        : [];
    });
}

const requested = process.argv.slice(2);
const files = (requested.length > 0 ? requested : [join(root, "test")]).flatMap((path) =>
  testFiles(resolve(path)),
);
const options = [
  "--import",
  "tsx",
  "--test",
  "--test-reporter=spec",
  "--test-concurrency=2",
  // A test that hangs fails by name instead of holding up all others.
  "--test-timeout=1800000",
];
void prepare(requested.length > 0 ? steps : [...steps, pythonReference, sitePackages]).then(
  () => runAndExit(process.execPath, [...options, ...files]),
);
