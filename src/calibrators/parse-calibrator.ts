import { oneOf } from "../errors/promptcal-error";
import { checked } from "../files/json/checked";
import { someFields, TEXT, type Schema } from "../files/json/schema";
import { BAYESIAN_BINNING } from "./bayesian-binning";
import { BETA } from "./beta";
import type { Calibrator } from "./calibrator";
import { DIRICHLET } from "./dirichlet";
import { DISTANCE_AWARE } from "./distance-aware";
import { HISTOGRAM } from "./histogram-binning";
import { ISOTONIC } from "./isotonic";
import { MATRIX } from "./matrix-scaling";
import { MULTI_ISOTONIC } from "./multi-isotonic";
import { PLATT } from "./platt";
import { STRUCTURED_MATRIX } from "./structured-matrix";
import { TEMPERATURE } from "./temperature";
import { VECTOR } from "./vector-scaling";

const SCHEMAS: Readonly<Record<Calibrator["method"], Schema<Calibrator>>> = {
  temperature: TEMPERATURE,
  vector: VECTOR,
  matrix: MATRIX,
  dirichlet: DIRICHLET,
  "structured-matrix": STRUCTURED_MATRIX,
  platt: PLATT,
  beta: BETA,
  histogram: HISTOGRAM,
  isotonic: ISOTONIC,
  "multi-isotonic": MULTI_ISOTONIC,
  "bayesian-binning": BAYESIAN_BINNING,
  "distance-aware": DISTANCE_AWARE,
};
const METHODS = Object.keys(SCHEMAS) as readonly Calibrator["method"][];
const ANY = someFields({ method: TEXT });

/**
 * Checks a fitted calibrator that was read from JSON, so that applying it cannot fail.
 * @param where names the file in errors
 * @throws PromptcalError naming the field
 */
export function parseCalibrator(value: unknown, where: string): Calibrator {
  const { method } = checked(ANY, value, "calibrator", where);
  const known = oneOf(method, METHODS, "calibrator", where);
  return checked(SCHEMAS[known], value, "calibrator", where);
}
