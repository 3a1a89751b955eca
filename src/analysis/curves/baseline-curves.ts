import { BASELINE_WEIGHTS } from "../../experiments/sweep/preset-parts";
import { regulariserNamed } from "../../regularisers/registry";
import type { TradeOffCurve } from "./trade-off";

/**
 * The curves of a tuner with each baseline regulariser along its weight, from the tuner alone at weight 0. The preset
 * `baselines` computes their runs for CoOp.
 */
export function baselineCurves(tuner: string): readonly TradeOffCurve[] {
  return Object.keys(BASELINE_WEIGHTS).map((option) => {
    const [name, key] = option.split(".") as [string, string];
    const standard = String(regulariserNamed(name)!.options[key]!.default);
    return { method: `${tuner}+${name}`, option, standard, start: tuner };
  });
}
