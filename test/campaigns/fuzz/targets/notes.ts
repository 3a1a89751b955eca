import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resumable } from "../../../../src/datasets/download/partial-file";
import {
  attemptsOf,
  failuresOf,
  lastLogLines,
} from "../../../../src/experiments/store/attempts";
import {
  submissionsOf,
  slurmFolder,
  submittedJobs,
} from "../../../../src/experiments/sweep/launchers/slurm/submissions";
import { randomInteger } from "../../../../src/random/random";
import { chance, pick } from "../bytes";
import { mutateJson } from "../json";
import { promised, type FuzzTarget } from "../target";

const ID = "0123456789abcdef";

export const target: FuzzTarget = {
  about:
    "notes beside runs and downloads: attempts, submissions to Slurm, origins of partial files",
  inputs: 30_000,
  quick: 500,
  prepare: (folder) => {
    const plan = join(folder, "plan.jsonl");
    mkdirSync(join(folder, ".attempts"));
    mkdirSync(slurmFolder(plan));
    writeFileSync(join(folder, "file.part"), "abc");
    return (random) => {
      const kind = randomInteger(3, random);
      if (kind === 0) {
        const log = pick(["/dev/zero", folder, plan, "none", "/proc/self/mem"], random);
        const honest = { started: "2026-01-01T00:00:00Z", host: "a", pid: 1, log };
        const end = chance(0.5, random) ? { end: "failed", message: "x" } : {};
        const line = mutateJson({ ...honest, ...end }, random);
        writeFileSync(join(folder, ".attempts", `${ID}.jsonl`), `${line}\n`);
        // What a crash cut short is passed over, so nothing of it is an error.
        const read = (): void => {
          for (const attempt of failuresOf(attemptsOf(folder, ID)))
            promised(typeof lastLogLines(attempt) === "string", "last words");
        };
        return { where: "jsonl", read };
      }
      if (kind === 1) {
        const honest = {
          submitted: "2026-01-01T00:00:00Z",
          arrays: [{ job: "12", tasks: 1, runs: 2 }],
          collecting: "13",
        };
        writeFileSync(
          join(slurmFolder(plan), "submissions.jsonl"),
          `${mutateJson(honest, random)}\n`,
        );
        const read = (): void => {
          submissionsOf(plan);
          promised(
            submittedJobs(plan).every((job) => typeof job === "string"),
            "numbers of jobs",
          );
        };
        return { where: "submissions.jsonl", read };
      }
      const origin = { url: "http://x/y", version: '"1"' };
      writeFileSync(join(folder, "file.part.json"), mutateJson(origin, random));
      const read = (): void => {
        const { bytes, version } = resumable(join(folder, "file"), "http://x/y", false);
        promised(bytes === 0 || typeof version === "string", "no bytes without a version");
      };
      return { where: "file.part.json", read };
    };
  },
};
