import type { EvaluatedRun } from "../analysis/runs/evaluated-run";
import { findingText } from "../report/claims/finding";
import type { JudgeOptions } from "../report/claims/judging/judge";
import { showMarkdown } from "./display";

/**
 * Prints below a figure what the runs of this notebook say about some claims of the paper (`findingText`). It
 * follows the notebook's own parameters.
 * @param ids of claims, for instance `["C1", "C2"]`
 */
export function finding(
  runs: readonly EvaluatedRun[],
  ids: readonly string[],
  options: Omit<JudgeOptions, "claims"> = {},
): void {
  showMarkdown(findingText(runs, ids, options));
}
