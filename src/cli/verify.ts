import type { Command } from "commander";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readRun, storedRunIds } from "../experiments/store/store";
import { defaultStore } from "../experiments/store/store-paths";
import { mismatch, PromptcalError } from "../errors/promptcal-error";
import { countedWork } from "./terminal/counted-work";
import { jsonOption, writeJson } from "./terminal/json-output";

interface VerifyArguments {
  readonly backend?: string;
  readonly json: boolean;
}

/**
 * `promptcal verify`: checks every run of a store by its hashes, or, in a folder of reference traces,
 * replays them and compares.
 */
export function addVerify(command: Command): void {
  jsonOption(command)
    .argument("[folder]", "folder of runs, or folder with traces.json", defaultStore())
    .option("--backend <name>", "backend for traces: wasm, cpu, tensorflow or webgpu")
    .addHelpText(
      "after",
      `
A replayed trace may differ from the reference as its own float32 code does: losses at step t by ten times
the largest deviation that traces.json states up to t, parameters and logits by ten times the largest up to
the end, and all by 1e-5 of their largest value, which is float32's own. Errors grow along a trajectory, and
the figure of a single step can be small by chance. First gradients may differ by 1e-4 of their largest value.`,
    )
    .action(async (folder: string, { backend, json }: VerifyArguments) => {
      if (!existsSync(folder)) {
        throw mismatch({ what: "store", expected: "a folder", got: "none", where: folder });
      }
      if (existsSync(join(folder, "traces.json"))) {
        const { verifyTraceFolder } =
          require("./verify-traces") as typeof import("./verify-traces");
        return verifyTraceFolder(folder, backend, json);
      }
      const ids = storedRunIds(folder);
      const progress = countedWork("checking runs");
      const runs = ids.map((id, index) => {
        progress.update(index, ids.length);
        return { id, run: readRun(folder, id) };
      });
      progress.end();
      const damaged = runs.flatMap(({ id, run }) =>
        run.state === "damaged" ? [{ id, problem: run.problem }] : [],
      );
      const done = runs.filter(({ run }) => run.state === "done").length;
      const unfinished = runs.length - done - damaged.length;
      if (json) writeJson({ folder, done, unfinished, damaged });
      else {
        process.stdout.write(
          `${folder}: ${done} runs whole, ${unfinished} unfinished, ${damaged.length} damaged\n` +
            damaged.map(({ id, problem }) => `damaged ${id}: ${problem}\n`).join(""),
        );
      }
      if (damaged.length > 0) {
        throw new PromptcalError(
          `${damaged.length} damaged runs; the next run or sweep recomputes them`,
        );
      }
    });
}
