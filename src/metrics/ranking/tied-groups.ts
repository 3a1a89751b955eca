import type { CalibrationInput } from "../calibration-input";

/** Groups of samples of equal confidence, the most confident group first. */
export interface TiedGroups {
  /** Samples of each group, shape [groups]. */
  readonly size: ArrayLike<number>;
  /** Wrong ones among them, shape [groups]. */
  readonly wrong: ArrayLike<number>;
}

/** Samples grouped by confidence. */
export function tiedGroups(input: CalibrationInput): TiedGroups {
  const n = input.confidence.length;
  // Two sorts of plain numbers and a merge: many times faster than sorting indices.
  const right = sortedWhere(input, 1);
  const wrong = sortedWhere(input, 0);
  const groups = { size: new Float64Array(n), wrong: new Float64Array(n) };
  let [r, w, group] = [right.length, wrong.length, 0];
  for (; r > 0 || w > 0; group++) {
    const [rightBefore, wrongBefore] = [r, w];
    const at = Math.max(right[r - 1] ?? -1, wrong[w - 1] ?? -1);
    while (r > 0 && right[r - 1] === at) r--;
    while (w > 0 && wrong[w - 1] === at) w--;
    groups.wrong[group] = wrongBefore - w;
    groups.size[group] = rightBefore - r + wrongBefore - w;
  }
  return { size: groups.size.subarray(0, group), wrong: groups.wrong.subarray(0, group) };
}

/** Confidences of one verdict, rising. */
function sortedWhere({ confidence, correct }: CalibrationInput, verdict: 0 | 1) {
  const out = new Float64Array(confidence.length);
  let n = 0;
  for (let i = 0; i < confidence.length; i++)
    if (correct[i] === verdict) out[n++] = confidence[i]!;
  return out.subarray(0, n).sort();
}
