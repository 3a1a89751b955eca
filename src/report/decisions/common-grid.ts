import { PromptcalError } from "../../errors/promptcal-error";
import { gridOf, type EvaluatedRun, type RunGrid } from "../../analysis/runs/evaluated-run";
import { type Method, orderMethods } from "../../analysis/methods";

/**
 * The methods of some runs in the order of tables, and the data sets and seeds that all of them have.
 * @throws PromptcalError where they have none in common
 */
export function commonGrid(runs: readonly EvaluatedRun[]): RunGrid {
  const methods: readonly Method[] = orderMethods(runs.map(({ method }) => method));
  const grid = gridOf(runs, methods);
  if (grid !== undefined) return grid;
  throw new PromptcalError(
    `decisions: expected runs of ${methods.join(", ") || "some method"} on a common data set and seed, got none ` +
      `among ${runs.length} runs`,
  );
}
