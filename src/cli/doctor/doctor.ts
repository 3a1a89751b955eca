import type { Command } from "commander";
import { folderRows } from "./folder-rows";
import { jsonOption, writeJson } from "../terminal/json-output";
import { setupRows, type DoctorRow } from "./setup-rows";
import { textTable } from "../terminal/text-table";

/** `promptcal doctor`: what is installed, what is missing, what does not work without it and how to get it. */
export function addDoctor(command: Command): void {
  jsonOption(command).action(async ({ json }: { json: boolean }) => {
    const rows = [...setupRows(), ...folderRows(), ...(await suites())];
    if (rows.some(({ state }) => state === "missing")) process.exitCode = 1;
    if (json) return writeJson({ rows });
    process.stdout.write(
      textTable(rows.map(({ name, state, detail }) => [name, state, detail])),
    );
    for (const { name, state, cost, fix } of rows) {
      if (state === "missing")
        process.stdout.write(`${name}: without it ${cost}; fix: ${fix}\n`);
    }
  });
}

/** Where packages that the suites need do not load, the rows above say which. */
async function suites(): Promise<readonly DoctorRow[]> {
  try {
    const { suiteRows } = require("./suite-rows") as typeof import("./suite-rows");
    return await suiteRows();
  } catch (error) {
    const detail = (error as Error).message.split("\n")[0]!;
    const cost = "no run can be computed";
    return [{ name: "suites", state: "missing", detail, cost, fix: "npm run setup" }];
  }
}
