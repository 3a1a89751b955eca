import type { Command } from "commander";
import { isInterruption } from "../../experiments/run/interruption";
import { readPlan } from "../../experiments/sweep/plan";
import { describeSpec, runId, type RunSpec } from "../../experiments/spec/spec";
import { suiteLookup } from "../../experiments/suites/suite-lookup";
import { workOn } from "../../experiments/sweep/work";
import { eventError, mismatch } from "../../errors/promptcal-error";
import { errorText } from "../../files/system-error";
import { wholeNumbers } from "../arguments";
import { CONTINUE_ME } from "../terminal/exit-codes";
import { interruptSignal } from "../terminal/interrupt";
import { jsonOption, writeJson } from "../terminal/json-output";
import { badImagesOption, storeOption } from "./sweep-options";

interface WorkArguments {
  readonly store: string;
  readonly index: readonly number[];
  readonly skipBadImages: boolean;
  readonly json: boolean;
}

/** `promptcal work`: runs of a plan by their indices, as a scheduler's task calls it. */
export function addWork(command: Command): void {
  jsonOption(badImagesOption(storeOption(command)))
    .argument("<plan>", "plan file")
    .requiredOption(
      "--index <numbers>",
      "comma-separated line numbers of the plan, counted from 0",
      wholeNumbers,
    )
    .action(work);
}

async function work(plan: string, given: WorkArguments): Promise<void> {
  const { index: indices, store, skipBadImages, json } = given;
  const specs = readPlan(plan);
  const runs = indices.map((index) => ({ index, spec: specAt(specs, index, plan) }));
  // A scheduler's signal precedes the end by a minute: the step that is under way is finished and saved.
  const signal = interruptSignal();
  const onNote = (text: string): void => void process.stderr.write(`${text}\n`);
  const suiteOf = suiteLookup();
  const failed: number[] = [];
  const done: string[] = [];
  for (const { index, spec } of runs) {
    try {
      const suite = suiteOf(spec.suite);
      await workOn(spec, { suite, store, skipBadImages, index, signal, onNote });
      done.push(runId(spec));
      if (!json)
        process.stdout.write(`${describeSpec(spec)}: run ${runId(spec)} is done\n`);
    } catch (error) {
      if (isInterruption(error)) {
        onNote("stopped; repeat the command to resume from the saved epoch");
        process.exit(CONTINUE_ME);
      }
      if (runs.length === 1) throw error;
      // The others do not depend on it.
      onNote(`index ${index}: ${errorText(error)}`);
      failed.push(index);
    }
  }
  if (json) writeJson({ done, failed });
  if (failed.length === 0) return;
  throw eventError(
    `${failed.length} of ${runs.length} runs of ${plan} failed, at index ${failed.join(", ")}`,
    "the reasons are printed above; repeat the command to retry them",
  );
}

function specAt(specs: readonly RunSpec[], index: number, plan: string): RunSpec {
  const spec = specs[index];
  if (spec !== undefined) return spec;
  throw mismatch({
    what: "option --index",
    expected: `0 to ${specs.length - 1}`,
    got: String(index),
    where: plan,
  });
}
