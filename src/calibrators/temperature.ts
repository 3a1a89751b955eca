import * as v from "valibot";
import { fields, finiteNumber, type Infer } from "../files/json/schema";
import { type Reals, softmax } from "../metrics/probability/softmax";
import { type CalibrationData, checkedClasses } from "./calibration-data";
import { leastNllScale } from "./least-nll-scale";

/** T is looked for within [1 / RANGE, RANGE]. */
const RANGE = 1e4;

/** A temperature that a fit can give. */
export const SCALING_TEMPERATURE = finiteNumber(1 / RANGE, RANGE);

/** Temperature scaling: p = softmax(z / T). Fits any number of classes, hence new ones too. */
export const TEMPERATURE = fields({
  method: v.literal("temperature"),
  temperature: SCALING_TEMPERATURE,
});
export type TemperatureModel = Infer<typeof TEMPERATURE>;

/** The temperature with the least NLL on the data (Guo et al. 2017), within [1e-4, 1e4]. */
export function fitTemperature(data: CalibrationData): TemperatureModel {
  checkedClasses(data);
  const { scale } = leastNllScale(
    [{ scores: data.logits, labels: data.labels }],
    [1 / RANGE, RANGE],
  );
  return { method: "temperature", temperature: 1 / scale };
}

/**
 * Calibrated probabilities, flat [n, c].
 * @param logits flat [n, c], scaled as the logits of the fit
 */
export function applyTemperature(
  { temperature }: TemperatureModel,
  logits: Reals,
  classes: number,
): Float64Array {
  return softmax(
    Float64Array.from(logits, (logit) => logit / temperature),
    classes,
  );
}
