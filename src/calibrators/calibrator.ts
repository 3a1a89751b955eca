import { oneOf } from "../errors/promptcal-error";
import type { Reals } from "../metrics/probability/softmax";
import {
  type BayesianBinningModel,
  applyBayesianBinning,
  fitBayesianBinning,
} from "./bayesian-binning";
import { type BetaModel, applyBeta, fitBeta } from "./beta";
import type { CalibrationData } from "./calibration-data";
import { type DirichletModel, applyDirichlet, fitDirichlet } from "./dirichlet";
import { type DistanceAwareModel, applyDistanceAware } from "./distance-aware";
import {
  type HistogramModel,
  type HistogramOptions,
  applyHistogram,
  fitHistogram,
} from "./histogram-binning";
import { type IsotonicModel, applyIsotonic, fitIsotonic } from "./isotonic";
import {
  type MatrixModel,
  type MatrixOptions,
  applyMatrix,
  fitMatrix,
} from "./matrix-scaling";
import {
  type MultiIsotonicModel,
  type MultiIsotonicOptions,
  applyMultiIsotonic,
  fitMultiIsotonic,
} from "./multi-isotonic";
import { type PlattModel, applyPlatt, fitPlatt } from "./platt";
import {
  type StructuredMatrixModel,
  type StructuredMatrixOptions,
  applyStructuredMatrix,
  fitStructuredMatrix,
} from "./structured-matrix";
import { type TemperatureModel, applyTemperature, fitTemperature } from "./temperature";
import {
  type VectorModel,
  type VectorOptions,
  applyVector,
  fitVector,
} from "./vector-scaling";

/** A fitted calibrator: plain data, which JSON holds without loss. */
export type Calibrator =
  | TemperatureModel
  | VectorModel
  | MatrixModel
  | DirichletModel
  | StructuredMatrixModel
  | PlattModel
  | BetaModel
  | HistogramModel
  | IsotonicModel
  | MultiIsotonicModel
  | BayesianBinningModel
  | DistanceAwareModel;

/** Calibrators that are fitted on samples; the distance-aware one is fitted on text features. */
export type FittedMethod = Exclude<Calibrator["method"], "distance-aware">;

/** Settings of the methods that have any; each reads its own. */
export interface CalibratorOptions
  extends
    VectorOptions,
    MatrixOptions,
    StructuredMatrixOptions,
    HistogramOptions,
    MultiIsotonicOptions {}

const FIT: Readonly<
  Record<FittedMethod, (data: CalibrationData, options: CalibratorOptions) => Calibrator>
> = {
  temperature: fitTemperature,
  vector: fitVector,
  matrix: fitMatrix,
  dirichlet: fitDirichlet,
  "structured-matrix": fitStructuredMatrix,
  platt: fitPlatt,
  beta: fitBeta,
  histogram: fitHistogram,
  isotonic: fitIsotonic,
  "multi-isotonic": fitMultiIsotonic,
  "bayesian-binning": fitBayesianBinning,
};

/** Names of the calibrators that `fitCalibrator` knows. */
export const calibratorNames = Object.keys(FIT) as readonly FittedMethod[];

/**
 * Fits a post-hoc calibrator. `data` have to be validation samples of the base classes: never test
 * samples, never new classes.
 * @throws PromptcalError for an unknown name or data that are empty, ragged or not finite
 * @example
 * // Confidence 0.9, three of four right: the temperature is ln(9) / ln(3).
 * const logits = Float64Array.from([0, 1, 2, 3].flatMap(() => [Math.log(9), 0]));
 * const labels = Int32Array.of(0, 0, 0, 1);
 * const model = fitCalibrator("temperature", { logits, labels });
 * model.temperature; // => 2
 * applyCalibrator(model, Float64Array.of(Math.log(9), 0), 2); // => [0.75, 0.25]
 */
export function fitCalibrator(
  name: FittedMethod,
  data: CalibrationData,
  options: CalibratorOptions = {},
): Calibrator {
  return FIT[oneOf(name, calibratorNames, "calibrator")](data, options);
}

/**
 * Calibrated probabilities, flat [n, c]. All rows sum to 1 unless the model says otherwise.
 * @param logits flat [n, c], scaled as the logits of the fit
 * @param classes c; temperature and multi-isotonic serve any, the others only those of their fit
 */
export function applyCalibrator(
  model: Calibrator,
  logits: Reals,
  classes: number,
): Float64Array {
  switch (model.method) {
    case "temperature":
      return applyTemperature(model, logits, classes);
    case "vector":
      return applyVector(model, logits);
    case "matrix":
      return applyMatrix(model, logits);
    case "dirichlet":
      return applyDirichlet(model, logits);
    case "structured-matrix":
      return applyStructuredMatrix(model, logits);
    case "platt":
      return applyPlatt(model, logits);
    case "beta":
      return applyBeta(model, logits);
    case "histogram":
      return applyHistogram(model, logits);
    case "isotonic":
      return applyIsotonic(model, logits);
    case "multi-isotonic":
      return applyMultiIsotonic(model, logits, classes);
    case "bayesian-binning":
      return applyBayesianBinning(model, logits);
    case "distance-aware":
      return applyDistanceAware(model, logits);
  }
}
