import { accuracy } from "../metrics/accuracy";
import type { BinOptions } from "../metrics/bins";
import { debiasedEce } from "../metrics/debiased-ece";
import { ece } from "../metrics/ece";
import { eceFloor } from "../metrics/ece-floor";
import { signedGap } from "../metrics/signed-gap";
import type { JudgedSplit } from "./evaluated-run";
import type { Quantity } from "./lookup";

/**
 * A quantity of one run on one split by itself, as tables average it over data sets; undefined where the
 * run was judged without it, or has no samples there.
 * @param options bins of the ECE, its floor and its debiased form; the others are as the run was judged with
 */
export function runQuantity(
  split: JudgedSplit,
  quantity: Quantity,
  options: BinOptions = {},
): number | undefined {
  if (split.confidence.length === 0) return undefined;
  switch (quantity) {
    case "accuracy":
      return accuracy(split).value;
    case "gap":
      return signedGap(split).value;
    case "ece":
      return ece(split, options).value;
    case "eceFloor":
      return eceFloor(split, options).value;
    case "debiasedEce":
      return debiasedEce(split, options).value;
    case "fd":
    case "centroidSpread":
      return split[quantity];
    default:
      return split.more?.[quantity];
  }
}
