import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { checked } from "../../files/json/checked";
import { parseJson } from "../../files/json/parse-json";
import { projectRoot } from "../../files/project-root";
import { fields, list, TEXT, word, type Infer } from "../../files/json/schema";

const DOCTOR_ROW = fields({
  name: TEXT,
  /** `absent`: not there, but nothing that promptcal brings needs it. */
  state: word(["ok", "missing", "absent"], "state"),
  /** What was found, or what is wrong. */
  detail: TEXT,
  /** What does not work without it; empty when it is there. */
  cost: TEXT,
  /** How to get it; empty when it is there. */
  fix: TEXT,
});

/** One row of `promptcal doctor`. */
export type DoctorRow = Infer<typeof DOCTOR_ROW>;

const DOCTOR_ROWS = list(DOCTOR_ROW);

/**
 * State of everything that set-up installs. Set-up runs before any package is there, so it is plain CommonJS in
 * `environment/` and a program of its own: nothing in src imports it.
 */
export function setupRows(): readonly DoctorRow[] {
  const program = join(projectRoot, "environment", "doctor.cjs");
  const rows = execFileSync(process.execPath, [program], { encoding: "utf8" });
  const what = "state of the set-up";
  return checked(DOCTOR_ROWS, parseJson(rows, what, program), what, program);
}
