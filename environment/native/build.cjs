"use strict";
const {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require("node:fs");
const { createHash } = require("node:crypto");
const { dirname, join } = require("node:path");
const { onPath, run } = require("../setup/command.cjs");
const { fetchAddonPackage, fetchWheel, python } = require("./download.cjs");
const { patch } = require("./patch.cjs");

const build = join(__dirname, "build");
const stamp = "inputs.sha256";

/** Digest of everything that decides what the build contains, Node's ABI aside (N-API is stable). */
function inputs() {
  const hash = createHash("sha256");
  const files = readdirSync(__dirname).filter((name) => /\.(cc|cjs|json|gyp)$/.test(name));
  for (const name of files.sort()) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(__dirname, name)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** True when build/ was made from the files that lie here now. */
function isCurrent() {
  const path = join(build, stamp);
  return existsSync(path) && readFileSync(path, "utf8") === inputs();
}

/** The libraries and headers are a third of the wheel; the rest is Python. */
const extract = `
import sys, zipfile
wheel, target = sys.argv[1:]
wanted = ("tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2",
  "tensorflow/include/tensorflow/c/", "tensorflow/include/tensorflow/core/platform/ctstring",
  "tensorflow/include/tsl/platform/ctstring", "tensorflow/include/xla/tsl/c/")
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(target, [n for n in archive.namelist() if n.startswith(wanted)])
`;

/** Compiles with the node-gyp that npm carries. @param {string} folder */
function compile(folder) {
  const npm = onPath("npm");
  if (npm === null) throw new Error("no npm on PATH, whose node-gyp compiles it");
  const gyp = join(
    dirname(dirname(realpathSync(npm))),
    "node_modules",
    "node-gyp",
    "bin",
    "node-gyp.js",
  );
  // Headers that came with Node (its archive, or Debian's libnode-dev) spare a download.
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  const headers = existsSync(join(prefix, "include", "node", "node_api.h"));
  const nodedir = headers ? [`--nodedir=${prefix}`] : [];
  run(process.execPath, [gyp, "rebuild", "--silent", ...nodedir], { cwd: folder });
}

/** Makes a whole new build beside the old one and swaps them only when it has proved itself. */
function rebuild() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      `the pinned TensorFlow is for linux x64, this is ${process.platform} ${process.arch}`,
    );
  }
  for (const program of ["g++", "make", "npm", "tar"]) {
    if (onPath(program) === null) throw new Error(`no ${program} on PATH`);
  }
  const fresh = `${build}.tmp-${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
    run(python(), ["-c", extract, fetchWheel(), fresh]);
    run("tar", ["-xzf", fetchAddonPackage(), "--strip-components=1", "-C", fresh]);
    patch(fresh);
    copyFileSync(join(__dirname, "binding.gyp"), join(fresh, "binding.gyp"));
    copyFileSync(
      join(__dirname, "read_tensor.cc"),
      join(fresh, "binding", "read_tensor.cc"),
    );
    compile(fresh);
    renameSync(
      join(fresh, "build", "Release", "tfjs_binding.node"),
      join(fresh, "tfjs_binding.node"),
    );
    for (const name of readdirSync(fresh)) {
      const kept = ["dist", "tensorflow", "tfjs_binding.node", "LICENSE"];
      if (!kept.includes(name)) rmSync(join(fresh, name), { recursive: true });
    }
    rmSync(join(fresh, "tensorflow", "include"), { recursive: true });
    shareCore(fresh);
    copyFileSync(join(__dirname, "register.cjs"), join(fresh, "index.js"));
    copyFileSync(join(__dirname, "verify.cjs"), join(fresh, "verify.cjs"));
    const verdict = verify(fresh);
    writeFileSync(join(fresh, stamp), inputs());
    swap(fresh);
    return verdict;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** tfjs-node asks for the union package; give it the project's tfjs-core, one engine for all. @param {string} folder */
function shareCore(folder) {
  const alias = join(folder, "node_modules", "@tensorflow", "tfjs");
  mkdirSync(alias, { recursive: true });
  writeFileSync(
    join(alias, "index.js"),
    'module.exports = require("@tensorflow/tfjs-core");\n',
  );
}

/** @param {string} folder */
function verify(folder) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: "2" };
  return run(process.execPath, [join(folder, "verify.cjs")], { env }).trim();
}

/** @param {string} fresh */
function swap(fresh) {
  const old = `${build}.tmp-old-${process.pid}`;
  if (existsSync(build)) renameSync(build, old);
  renameSync(fresh, build);
  rmSync(old, { recursive: true, force: true });
}

module.exports = { build, isCurrent, rebuild, verify };

if (require.main === module) {
  try {
    const verdict = isCurrent() ? verify(build) : rebuild();
    console.log(`native backend: ${verdict}`);
  } catch (error) {
    console.error(`native backend: ${/** @type {Error} */ (error).message}`);
    process.exitCode = 1;
  }
}
