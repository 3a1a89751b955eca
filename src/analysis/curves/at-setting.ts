import type { EvaluatedRun } from "../runs/evaluated-run";
import { methodParts, methodWith, plainMethod } from "../methods";

/**
 * The runs at some changed options, under the names that they would have if these options were the recipe's, so that
 * curves over a further option can be drawn there.
 * @param setting options and values as a preset varies them
 */
export function atSetting(
  runs: readonly EvaluatedRun[],
  setting: Readonly<Record<string, string>>,
): readonly EvaluatedRun[] {
  const names = Object.keys(setting);
  return runs.flatMap((run) => {
    const { changed } = methodParts(run.method);
    if (!names.every((name) => changed[name] === setting[name])) return [];
    const rest = Object.entries(changed).filter(([name]) => !names.includes(name));
    const method = methodWith(plainMethod(run.method), Object.fromEntries(rest));
    return [{ ...run, method }];
  });
}
