import { setTimeout } from "node:timers/promises";
import { eventError, mismatch } from "../../errors/promptcal-error";
import { resolveSpec, START_RUN } from "../spec/resolve";
import { runId, type RunSpec } from "../spec/spec";
import { readRun } from "../store/store";
import type { Suite } from "../suites/suite-definition";
import type { ExecuteRun, RunContext } from "./run-context";
import { readParameters, type LearnedParameters } from "./parameters";

/** Time between two looks for a run that another process computes. */
const WAIT_MS = 500;

/** What is needed to read a run, or to compute it. */
export type StartContext = Pick<RunContext, "store" | "signal" | "execute" | "onNote">;

/**
 * What a run starts from, where it starts from another: that run's parameters. One that is named by its method is
 * computed first where the store lacks it.
 * @returns undefined for a run with a start of its own
 * @throws PromptcalError where the run is not there, or has no shared context at the front of each name
 */
export async function startParameters(
  spec: RunSpec,
  suite: Suite,
  context: StartContext,
): Promise<LearnedParameters | undefined> {
  const { start = null, [START_RUN]: recorded } = spec.recipe;
  if (start === null) return undefined;
  const id = String(recorded ?? start);
  const { store, execute } = context;
  const isThere = readRun(store, id).state === "done";
  if (!isThere && recorded !== undefined && execute !== undefined) {
    await computeStart(spec, suite, { ...context, execute });
  }
  const run = readRun(store, id);
  if (run.state !== "done") {
    throw eventError(
      `The run ${id}, from which this one starts, is not in the store`,
      "name a run that is there, or a method, as coop",
    );
  }
  checkPosition(run.result.spec, id);
  return readParameters(store, id);
}

/** Computes the start's run, or waits for the process that computes it. */
async function computeStart(
  { dataset, seed, recipe }: RunSpec,
  suite: Suite,
  { store, signal, execute, onNote }: StartContext & { readonly execute: ExecuteRun },
): Promise<void> {
  const [tuner, regulariser = "none"] = String(recipe["start"]).split("+");
  const settings = [{ name: "recipe", text: String(recipe["recipe"]) }];
  const method = { tuner: tuner!, regulariser, settings };
  const spec = await resolveSpec({ suite, dataset, seed, ...method });
  const got = runId(spec);
  if (got !== recipe[START_RUN]) {
    const [what, expected] = [
      "run to start from",
      `${String(recipe[START_RUN])} (the plan's)`,
    ];
    throw mismatch({ what, expected, got, fix: "make a new plan" });
  }
  onNote?.(`computes ${tuner} first, from which this run starts`);
  const context = { store, suite, ...(signal === undefined ? {} : { signal }) };
  while ((await execute(spec, context)).state === "taken") {
    await setTimeout(WAIT_MS, undefined, { signal });
  }
}

/** Test-time tuning puts the context in front of every name. */
function checkPosition({ recipe }: RunSpec, id: string): void {
  const { class_token_position: position = "end", csc = false } = recipe;
  if (position === "end" && csc === false) return;
  throw mismatch({
    what: `run ${id} to start from`,
    expected: "one context for all classes, in front of each name",
    got: csc === false ? `class_token_position ${String(position)}` : "a context per class",
  });
}
