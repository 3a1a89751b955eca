import { mismatch } from "../errors/promptcal-error";
import { type Reals, softmax } from "../metrics/probability/softmax";

/** Spans below this count as this, so that equal logits stay finite. */
const SMALLEST_SPAN = 1e-6;

/**
 * SaLS, sample-adaptive logit scaling (CLIPCalib, Murugesan et al. 2024): the logits of each sample, moved and scaled to
 * the range of its zero-shot logits, (z - min z) / (max z - min z) * (max z0 - min z0) + min z0, at inference only. The
 * regulariser `rescale` does the same in training. It keeps the order of the classes and serves any classes, and is
 * fitted on nothing.
 * @param logits,zeroShot flat [n, c], of the same samples and classes
 * @param classes c
 * @throws PromptcalError for lengths that do not fit
 * @example
 * // From 1 to 3 becomes from 0 to 10.
 * rescaleToZeroShot(Float64Array.of(1, 2, 3), Float64Array.of(10, 0, 4), 3); // => [0, 5, 10]
 */
export function rescaleToZeroShot(
  logits: Reals,
  zeroShot: Reals,
  classes: number,
): Float64Array {
  if (logits.length !== zeroShot.length || logits.length % classes !== 0) {
    throw mismatch({
      what: "logits for SaLS",
      expected: `as many zero-shot logits, in rows of ${classes}`,
      got: `${logits.length} and ${zeroShot.length} zero-shot ones`,
    });
  }
  const out = new Float64Array(logits.length);
  for (let from = 0; from < out.length; from += classes) {
    const own = logits.subarray(from, from + classes);
    const target = zeroShot.subarray(from, from + classes);
    const [low, base] = [Math.min(...own), Math.min(...target)];
    const span = Math.max(Math.max(...own) - low, SMALLEST_SPAN);
    const scale = (Math.max(...target) - base) / span;
    for (let k = 0; k < classes; k++) out[from + k] = (own[k]! - low) * scale + base;
  }
  return out;
}

/** Probabilities of the rescaled logits, flat [n, c]; see `rescaleToZeroShot`. */
export function applySals(logits: Reals, zeroShot: Reals, classes: number): Float64Array {
  return softmax(rescaleToZeroShot(logits, zeroShot, classes), classes);
}
