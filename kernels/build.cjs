/**
 * Compiles this folder to src/engine/wasm/kernels.wasm, or to the file given as argument.
 * Same compiler version, same bytes.
 */
const { spawnSync } = require("node:child_process");
const { join } = require("node:path");

const output = process.argv[2] ?? join(__dirname, "..", "src", "engine", "wasm", "kernels.wasm");
const { status } = spawnSync(
  process.execPath,
  [
    join(__dirname, "..", "node_modules", "assemblyscript", "bin", "asc.js"),
    join(__dirname, "index.ts"),
    ...["--outFile", output, "-O3", "--runtime", "stub", "--enable", "simd"],
    // The memory is made outside, shared between threads, and may grow to 4 GiB.
    ...["--importMemory", "--sharedMemory", "--maximumMemory", "65536"],
    ...["--enable", "threads"],
    // Nothing may fail at run time, hence nothing is imported; vectors never cross to JavaScript.
    ...["--noAssert", "--use", "abort=", "--disableWarning", "112"],
  ],
  { stdio: "inherit" },
);
process.exitCode = status ?? 1;
