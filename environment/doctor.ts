import { steps } from "./setup/steps.cjs";

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

/** State of everything that set-up is responsible for; looks only, installs nothing. */
export function doctorRows(): readonly DoctorRow[] {
  return steps.map(({ name, cost, fix, check }) => {
    const { ok, detail } = check();
    return ok
      ? { name, state: "ok", detail, cost: "", fix: "" }
      : { name, state: "missing", detail, cost, fix };
  });
}
