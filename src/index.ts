/** What notebooks and scripts import: the public surface, one list. */
export { PromptcalError } from "./numeric/errors";
export { canonicalHash, canonicalJson } from "./numeric/canonical-json";
export { seededRandom } from "./numeric/random";
export { checkGradient, relativeGradientError } from "./engine/gradient-check";
export type { Batch, Regulariser, StepLoss, Term, Tuner } from "./tuners/tuner";
export { verifyTraces } from "./tuners/verify";
export { composes } from "./tuners/composition";
export { RECIPE_NAMES } from "./tuners/recipes";
export { rankCorrelation } from "./numeric/rank-correlation";
export { readSafetensors, writeSafetensors } from "./numeric/safetensors";

export type { ImageDataset, Item } from "./datasets/image-dataset";
export { CLIP_DATASETS, clipDataset } from "./datasets/clip/catalog";
export { readClipDataset } from "./datasets/clip/read-clip";
export { splitBaseNew } from "./datasets/base-new";
export { coopFewShot } from "./datasets/coop-few-shot";
export { readImageFolder } from "./datasets/image-folder";
export { readCsvDataset } from "./datasets/csv-dataset";
export { readParquetDataset } from "./datasets/parquet-dataset";
export {
  type ClassDescriptions,
  readClassDescriptions,
} from "./datasets/class-descriptions";

export type { RunSpec } from "./experiments/spec";
export { describeSpec, methodName, runId } from "./experiments/spec";
export type { RunRequest } from "./experiments/resolve";
export { resolveSpec } from "./experiments/resolve";
export type { PlanRequest } from "./experiments/plan-runs";
export { planRuns } from "./experiments/plan-runs";
export type { PresetRequest } from "./experiments/presets";
export { presetRuns, PRESET_NAMES } from "./experiments/presets";
export { readPlan, writePlan } from "./experiments/plan";
export type { EnsureOptions, LoadedRun } from "./experiments/load";
export { ensureRuns, loadRuns } from "./experiments/load";
export type { Predictions, Split, SplitPredictions } from "./experiments/predictions";
export { SPLITS } from "./experiments/predictions";
export type { RunMetrics, SplitMetrics } from "./experiments/run-metrics";
export type { Provenance } from "./experiments/provenance";
export type { RunResult, RunState } from "./experiments/store";
export { readRun } from "./experiments/store";
export { defaultStore } from "./experiments/store-paths";
export type { PlanStatus, ResultTable } from "./experiments/collect";
export { collectTable, planStatus, tableCsv } from "./experiments/collect";
export type { SweepState } from "./experiments/sweep-state";
export { describeState } from "./experiments/sweep-state";
export type { Suite } from "./experiments/suite";
export { suiteNamed, suiteNames } from "./experiments/suite";
export { REGULARISER_NAMES, TUNER_NAMES } from "./experiments/methods";

export type { Calibrator, CalibratorOptions, FittedMethod } from "./calibrators/calibrator";
export { applyCalibrator, calibratorNames, fitCalibrator } from "./calibrators/calibrator";
export { fitDistanceAware, rescaleByDistance } from "./calibrators/distance-aware";
export { loadCalibrator, saveCalibrator } from "./calibrators/stored-calibrator";

export type { BinOptions, EdgeRule } from "./metrics/bins";
export { reliabilityBins } from "./metrics/bins";
export type { CalibrationInput } from "./metrics/calibration-input";
export { accuracy } from "./metrics/accuracy";
export { ace } from "./metrics/ace";
export { arithmeticMean, harmonicMean } from "./metrics/base-new-mean";
export { brier } from "./metrics/brier";
export { brierDecomposition } from "./metrics/brier-decomposition";
export { classwiseEce } from "./metrics/classwise-ece";
export { predictFromLogits, predictFromProbabilities } from "./metrics/confidence";
export { confidenceBound } from "./metrics/confidence-bound";
export { countConfidences } from "./metrics/confidence-histogram";
export { debiasedEce } from "./metrics/debiased-ece";
export {
  centroidSpread,
  featureDivergence,
  meanPairwiseDistance,
  pairwiseCosines,
} from "./metrics/divergence";
export type { Ece } from "./metrics/ece";
export { ece } from "./metrics/ece";
export { evaluatePredictions } from "./metrics/evaluate";
export { logitGaps, logitLeads } from "./metrics/logit-gap";
export { macroF1 } from "./metrics/macro-f1";
export { mce } from "./metrics/mce";
export { meanInterval } from "./metrics/mean-interval";
export { nll } from "./metrics/nll";
export { overconfidence, underconfidence } from "./metrics/over-under-confidence";
export { piece } from "./metrics/piece";
export { proximity } from "./metrics/proximity";
export { rmsCalibrationError } from "./metrics/rms-calibration-error";
export { augrc, aurc } from "./metrics/risk-coverage";
export { signedGap } from "./metrics/signed-gap";
export { smoothEce } from "./metrics/smooth-ece";
export { softmax } from "./metrics/softmax";
export { thresholdedAce } from "./metrics/thresholded-ace";
export { topLabelIntervals } from "./metrics/top-label-intervals";

export { judgedRun, judgedRuns } from "./notebook/judged-runs";
export type { JudgedClaim, JudgeOptions } from "./report/judge";
export { judgeClaims } from "./report/judge";
export { claimsMarkdown, writeClaims } from "./report/claims-page";
export { withClaims } from "./report/readme-claims";
export type { JudgedRun } from "./report/judged-run";
export type { Method, MethodParts } from "./report/methods";
export type { Quantity } from "./report/lookup";
export {
  methodParts,
  methods,
  methodTitle,
  methodWith,
  orderMethods,
} from "./report/methods";
export { resultsCsv, resultsMarkdown, resultsTable } from "./report/results-table";
export { changeRows, claimRows, VERDICTS } from "./report/effect-rows";
export { commonCoverage } from "./report/common-coverage";
export { divergencePoints, gapRows } from "./report/dataset-means";
export { estimates, methodEstimates } from "./report/estimates";
export { shiftTable } from "./report/shift-table";
export type { OptionCurve } from "./report/option-curve";
export { optionCurve } from "./report/option-curve";
export { baseNewTable } from "./report/base-new-table";
export { calibratorGrid } from "./report/calibrator-grid";
export { datasetTable } from "./report/dataset-table";
export { joinTables } from "./report/join-tables";
export { optionPaths } from "./report/option-path";
export { regulariserEffects } from "./report/regulariser-effects";
export type { PaperTable } from "./report/paper-table";
export { paperCsv, paperMarkdown, paperTex } from "./report/paper-table-text";
export { saveTable } from "./report/save-table";
export { imageProximities } from "./experiments/image-proximities";
export type { PanelChoice } from "./report/panels";
export { confidencePanels, poolRuns, reliabilityPanels } from "./report/panels";
export { saveResults } from "./report/save-results";
export { figuresFolder, saveFigure } from "./report/save-figure";
export { columnWidth, pageWidth } from "./report/theme";

export type { Figure, Table } from "./report/figure";
export { confidenceHistogram } from "./report/figures/confidence-histogram";
export { divergenceScatter } from "./report/figures/divergence-scatter";
export { eceBars } from "./report/figures/ece-bars";
export { effectForest } from "./report/figures/effect-forest";
export { epochLines } from "./report/figures/epoch-lines";
export { featureMap } from "./report/figures/feature-map";
export { gapBoxes } from "./report/figures/gap-boxes";
export { labelledPaths } from "./report/figures/labelled-paths";
export { metricGrid } from "./report/figures/metric-grid";
export { gapBars } from "./report/figures/gap-bars";
export { pictureSheet } from "./report/figures/picture-sheet";
export { reliabilityDiagram } from "./report/figures/reliability-diagram";
