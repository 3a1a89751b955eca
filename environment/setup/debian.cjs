"use strict";
const { onPath, run } = require("./command.cjs");

/** Why no package of Debian can be installed from here; null where they can be. */
function whyNoPackages() {
  if (onPath("apt-get") === null) return "no apt-get";
  return process.getuid?.() === 0 ? null : "needs root";
}

/**
 * Installs packages of Debian without questions.
 * @param {readonly string[]} packages
 * @throws {Error} where they can't be installed from here, or with the line in which apt-get says why not
 */
function installPackages(packages) {
  const why = whyNoPackages();
  if (why !== null) throw new Error(`can't install ${packages.join(", ")}: ${why}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-q"], { env });
  run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], { env });
}

module.exports = { whyNoPackages, installPackages };
