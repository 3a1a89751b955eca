import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../files/project-root";

/** One row of `promptcal doctor`. */
export interface DoctorRow {
  readonly name: string;
  /** `absent`: not there, but nothing that promptcal brings needs it. */
  readonly state: "ok" | "missing" | "absent";
  /** What was found, or what is wrong. */
  readonly detail: string;
  /** What does not work without it; empty when it is there. */
  readonly cost: string;
  /** How to get it; empty when it is there. */
  readonly fix: string;
}

/**
 * State of everything that set-up installs. Set-up runs before any package is there, so it is plain CommonJS in
 * `environment/` and a program of its own: nothing in src imports it.
 */
export function setupRows(): readonly DoctorRow[] {
  const program = join(projectRoot, "environment", "doctor.cjs");
  const rows = execFileSync(process.execPath, [program], { encoding: "utf8" });
  return JSON.parse(rows) as readonly DoctorRow[];
}
