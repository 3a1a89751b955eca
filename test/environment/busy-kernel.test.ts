import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { canExecuteNotebooks } from "../../src/notebook/files/execute";
import { outcome, runCells } from "./kernel-cells";

const skip = canExecuteNotebooks() ? false : "no Python packages in .venv";

describe("a kernel that is asked something while a cell runs", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "busy-kernel-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is busy until the cell ends", async () => {
    const cell = [
      'import { writeFileSync } from "node:fs";',
      'writeFileSync("running", "");',
      "await new Promise((resolve) => setTimeout(resolve, 4000));",
      'console.log("done");',
    ].join("\n");
    const [messages] = await runCells([cell], { folder, complete: "running" });
    const states = messages!.flatMap(({ content }) => content.execution_state ?? []);
    // Each of the two requests is announced and the completion ends; what JupyterLab shows is the last state.
    assert.deepEqual(states, ["busy", "busy", "idle", "busy"]);
    assert.equal(outcome(messages!), "done\n");
  });
});
