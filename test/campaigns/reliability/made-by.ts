import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism, cpus, type as system } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../../src/files/project-root";

/** Git commit of the code, short; with `+` where files of src differ from it; "unknown" outside of a clone. */
export function codeCommit(): string {
  if (!existsSync(join(projectRoot, ".git"))) return "unknown";
  const git = (...words: string[]): string =>
    execFileSync("git", words, { cwd: projectRoot, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--untracked-files=no", "--", "src") !== "";
  return git("rev-parse", "--short", "HEAD") + (changed ? "+" : "");
}

/** Cores, processor, operating system. */
export function machine(): string {
  const processor = cpus()[0]?.model.trim() || "unknown processor";
  return `${availableParallelism()} cores, ${processor}, ${system()}`;
}
