import type { Command } from "commander";
import { doctorRows } from "../../environment/doctor";
import { textTable } from "./text-table";

/** `promptcal doctor`: what is there, what is missing, what that costs and how to get it. */
export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("show the state of everything promptcal needs")
    .action(() => {
      const rows = doctorRows();
      const lines = rows.map(({ name, state, detail, cost, fix }) => [
        name,
        state,
        detail,
        cost === "" ? "" : `without it: ${cost}; fix: ${fix}`,
      ]);
      process.stdout.write(textTable(lines));
      if (rows.some(({ state }) => state === "missing")) process.exitCode = 1;
    });
}
