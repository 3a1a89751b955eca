/** What notebooks and scripts import: the public surface, one list. */
export { PromptcalError } from "./errors/promptcal-error";
export { canonicalHash, canonicalJson } from "./files/json/canonical-json";
export { seededRandom } from "./random/random";
export { type Scalar, tf, type Tensor2D } from "./engine/tf";
export { checkGradient, relativeGradientError } from "./engine/gradient-check";
export { unitRows } from "./encoders/towers/text-tower";
export type { Batch, Regulariser, StepLoss, Term, Tuner } from "./methods/tuner";
export { verifyTraces } from "./reference/verify";
export { composes } from "./regularisers/composition";
export { RECIPE_NAMES } from "./methods/recipe-names";
export type { TunerDefinition } from "./methods/definition";
export { defineTuner } from "./methods/definition";
export { makeTuner } from "./methods/make-tuner";
export { choice, count, flag, number, textOrNull } from "./methods/option";
export { registerMethod } from "./methods/own-methods";
export { tunerNames, tuners } from "./methods/registry";
export { cosineTuner, textTuner } from "./methods/cosine-tuner";
export { templateText } from "./methods/template-text";
export {
  contextOptions,
  learnedContext,
  placeOptions,
} from "./methods/text/learned-context";
export { trainingOptions } from "./methods/training-options";
export type { RegulariserDefinition } from "./regularisers/definition";
export { defineRegulariser } from "./regularisers/definition";
export { constantTerm } from "./regularisers/constant-term";
export { regulariserNames, regularisers } from "./regularisers/registry";
export { pairedBootstrap } from "./numeric/bootstrap";
export { rankCorrelation } from "./numeric/rank-correlation";
export { readSafetensors, writeSafetensors } from "./files/tensors/safetensors";

export type { ImageDataset, Item } from "./datasets/image-dataset";
export { CLIP_DATASETS, clipDataset } from "./datasets/clip/catalog";
export { readClipDataset } from "./datasets/clip/read-clip";
export { splitBaseNew } from "./datasets/base-new";
export { coopFewShot } from "./datasets/coop-few-shot";
export { readImageFolder } from "./datasets/formats/image-folder";
export { readCsvDataset } from "./datasets/formats/csv-dataset";
export { readParquetDataset } from "./datasets/formats/parquet-dataset";
export {
  type ClassDescriptions,
  readClassDescriptions,
} from "./datasets/class-descriptions";

export type { RunSpec } from "./experiments/spec/spec";
export { describeSpec, methodName, runId } from "./experiments/spec/spec";
export type { RunRequest } from "./experiments/spec/resolve";
export { resolveSpec } from "./experiments/spec/resolve";
export type { PlanRequest } from "./experiments/sweep/plan-runs";
export { planRuns } from "./experiments/sweep/plan-runs";
export type { PresetRequest } from "./experiments/sweep/presets";
export { presetRuns, PRESET_NAMES } from "./experiments/sweep/presets";
export { readPlan, writePlan } from "./experiments/sweep/plan";
export type { EnsureOptions, LoadedRun } from "./experiments/store/load";
export { ensureRuns, loadRuns } from "./experiments/store/load";
export type {
  Predictions,
  ClassSet,
  ClassSetPredictions,
} from "./experiments/run/predictions";
export { CLASS_SETS } from "./experiments/run/predictions";
export type { RunMetrics, ClassSetMetrics } from "./experiments/run/run-metrics";
export type { Provenance } from "./experiments/run/provenance";
export type { RunResult, RunState } from "./experiments/store/store";
export { readRun } from "./experiments/store/store";
export { defaultStore } from "./experiments/store/store-paths";
export type { PlanStatus, ResultTable } from "./experiments/sweep/collect";
export { collectTable, planStatus, tableCsv } from "./experiments/sweep/collect";
export type { SweepState } from "./experiments/sweep/sweep-state";
export { describeState } from "./experiments/sweep/sweep-state";
export type { Suite } from "./experiments/suites/suite-definition";
export { suiteNamed, suiteNames } from "./experiments/suites/suite";

export type { Calibrator, CalibratorOptions, FittedMethod } from "./calibrators/calibrator";
export { applyCalibrator, calibratorNames, fitCalibrator } from "./calibrators/calibrator";
export { applySals, rescaleToZeroShot } from "./calibrators/sals";
export { fitDistanceAware, rescaleByDistance } from "./calibrators/distance-aware";
export { loadCalibrator, saveCalibrator } from "./calibrators/stored-calibrator";

export type { AcceptedSamples } from "./decisions/accepted-samples";
export { acceptedSamples } from "./decisions/accepted-samples";
export type { ConformalScore } from "./decisions/conformal-score";
export { conformalScores } from "./decisions/conformal-scores";
export { aps } from "./decisions/aps";
export type { RapsOptions } from "./decisions/raps";
export { raps, rapsWith } from "./decisions/raps";
export { thr } from "./decisions/thr";
export type { ConformalThreshold } from "./decisions/conformal-threshold";
export { conformalThreshold } from "./decisions/conformal-threshold";
export type { LabelledLogits, SetQuality } from "./decisions/prediction-sets";
export { fitThresholds, setQuality } from "./decisions/prediction-sets";

export type { BinOptions, EdgeRule } from "./metrics/binned/bins";
export { edgeRule, edgeRules } from "./metrics/binned/bins";
export { reliabilityBins } from "./metrics/binned/reliability-bins";
export type { CalibrationInput } from "./metrics/calibration-input";
export type {
  ClassScores,
  Confidences,
  FilePredictions,
} from "./predictions/file-predictions";
export type { LoadOptions } from "./predictions/load-predictions";
export { loadPredictions } from "./predictions/load-predictions";
export type { PlainPredictions } from "./predictions/plain-arrays";
export { accuracy } from "./metrics/accuracy";
export { ace } from "./metrics/binned/ace";
export { augrc } from "./metrics/ranking/augrc";
export { aurc } from "./metrics/ranking/aurc";
export { arithmeticMean, harmonicMean } from "./metrics/base-new-mean";
export { brier } from "./metrics/probability/brier";
export { brierDecomposition } from "./metrics/binned/brier-decomposition";
export { classwiseEce } from "./metrics/binned/classwise-ece";
export {
  predictFromLogits,
  predictFromProbabilities,
} from "./metrics/probability/confidence";
export { confidenceBound } from "./metrics/features/confidence-bound";
export { countConfidences } from "./metrics/binned/confidence-histogram";
export { debiasedEce } from "./metrics/binned/debiased-ece";
export { defineMetric } from "./metrics/definition/define-metric";
export type { MetricDefinition } from "./metrics/definition/definition";
export {
  centroidSpread,
  featureDivergence,
  meanPairwiseDistance,
  pairwiseCosines,
} from "./metrics/features/divergence";
export type { Ece } from "./metrics/binned/ece";
export { droppedSamples } from "./metrics/binned/dropped-samples";
export { ece } from "./metrics/binned/ece";
export type { EceFloor } from "./metrics/binned/ece-floor";
export { eceFloor } from "./metrics/binned/ece-floor";
export type { Evaluation, ReportedMetric } from "./metrics/evaluate";
export { evaluateInput, evaluatePredictions } from "./metrics/evaluate";
export { marginToMean, marginToRunnerUp } from "./metrics/probability/logit-margin";
export { macroF1 } from "./metrics/macro-f1";
export { mce } from "./metrics/binned/mce";
export { meanInterval } from "./metrics/intervals/mean-interval";
export type { MetricInput } from "./metrics/definition/metric-input";
export { nll } from "./metrics/probability/nll";
export { overconfidence, underconfidence } from "./metrics/binned/over-under-confidence";
export { piece } from "./metrics/binned/piece";
export { proximity } from "./metrics/features/proximity";
export type { MetricKey } from "./metrics/registry";
export { metricOf, registerMetric, registeredMetrics } from "./metrics/registry";
export { rmsCalibrationError } from "./metrics/binned/rms-calibration-error";
export { signedGap } from "./metrics/signed-gap";
export { smoothEce } from "./metrics/binned/smooth-ece";
export { calibrationTest } from "./metrics/calibration-test";
export { softmax } from "./metrics/probability/softmax";
export { thresholdedAce } from "./metrics/binned/thresholded-ace";

export { evaluateRun, evaluateRuns } from "./analysis/runs/evaluate-runs";
export type { JudgeOptions } from "./report/claims/judging/judge";
export type { JudgedClaim, JudgedStatement } from "./report/claims/judging/judged-claim";
export { survivesHolm, testFamily } from "./report/claims/judging/claim-tests";
export { binTable } from "./report/claims/bin-table";
export { judgeClaims } from "./report/claims/judging/judge";
export { judgeModels } from "./report/claims/judging/judge-models";
export type { ComparedClaim } from "./report/claims/judging/compared-claim";
export { KIND_CLAIMS, judgeKinds } from "./report/claims/judging/judge-kinds";
export { judgeSuites, judgeSuitesOnModels } from "./report/claims/judging/judge-suites";
export { claimsMarkdown, writeClaims } from "./report/claims/claims-page";
export { findingText } from "./report/claims/finding";
export {
  secondLaboratoryDatasets,
  secondLaboratoryTable,
} from "./report/claims/second-laboratory-table";
export { withClaims } from "./report/claims/readme-claims";
export type { EvaluatedRun } from "./analysis/runs/evaluated-run";
export type { Method, MethodParts } from "./analysis/methods";
export type { Quantity } from "./analysis/quantity";
export {
  methodParts,
  methods,
  methodTitle,
  methodWith,
  orderMethods,
} from "./analysis/methods";
export { coverageRows } from "./report/decisions/coverage-rows";
export { decisionFinding } from "./report/decisions/decision-finding";
export { predictionSetTable } from "./report/decisions/prediction-set-table";
export { refusalLines } from "./report/decisions/refusal-lines";
export { refusalTable } from "./report/decisions/refusal-table";
export { resultsCsv, resultsMarkdown, resultsTable } from "./report/tables/results-table";
export { changeRows, claimRows, VERDICTS } from "./report/claims/effect-rows";
export { modelRows } from "./report/claims/model-rows";
export { modelTable } from "./report/claims/model-table";
export type { ClaimByKind, KindEffect } from "./report/claims/kind-effects";
export { kindEffects } from "./report/claims/kind-effects";
export { kindTable } from "./report/claims/kind-table";
export { comparedClaimRows } from "./report/claims/compared-claim-rows";
export type { StoredRunsRequest } from "./analysis/runs/stored-runs";
export { storedRuns } from "./analysis/runs/stored-runs";
export type { CheckpointOptions, ImportedFilter } from "./analysis/runs/imported-runs";
export { importCheckpoints, importedRuns } from "./analysis/runs/imported-runs";
export { exportPrompts } from "./experiments/prompts/export-prompts";
export { importLogits } from "./experiments/prompts/import-logits";
export { gainAgainstGap, secondLaboratoryGain } from "./analysis/accuracy-gain";
export { commonCoverage } from "./analysis/runs/common-coverage";
export { divergencePoints, gapRows } from "./analysis/dataset-means";
export { spreadCorrelation, spreadDifference } from "./analysis/spread/spread-correlation";
export type { SpreadPoint } from "./analysis/spread/spread-points";
export { spreadPoints } from "./analysis/spread/spread-points";
export { spreadVerdicts } from "./analysis/spread/spread-statements";
export { spreadFinding } from "./report/spread/spread-finding";
export { spreadVerdictTable } from "./report/spread/verdict-table";
export { partialCorrelation } from "./numeric/partial-correlation";
export { estimates, methodEstimates } from "./analysis/estimates";
export { firstWorldDatasets } from "./datasets/icons/world-files";
export { joinedModels, onlyDatasets } from "./analysis/runs/joined-models";
export { runsOfKinds } from "./analysis/runs/runs-of-kinds";
export { kindEstimates } from "./analysis/kind-estimates";
export { shiftTable } from "./report/tables/shift-table";
export type { OptionCurve } from "./analysis/curves/option-curve";
export { atSetting } from "./analysis/curves/at-setting";
export { optionCurve } from "./analysis/curves/option-curve";
export { seedEnsembles } from "./analysis/runs/seed-ensembles";
export { baselineCurves } from "./analysis/curves/baseline-curves";
export type { TradeOff, TradeOffCurve } from "./analysis/curves/trade-off";
export { tradeOff } from "./analysis/curves/trade-off";
export { tradeOffArea } from "./analysis/curves/trade-off-area";
export { dominatedArea } from "./numeric/dominated-area";
export { tradeOffFinding } from "./report/claims/trade-off-finding";
export { correlationFinding } from "./report/findings/correlation-finding";
export { curveFinding } from "./report/findings/curve-finding";
export { effectsFinding } from "./report/findings/effects-finding";
export { gridFinding } from "./report/findings/grid-finding";
export { levelFinding } from "./report/findings/level-finding";
export { mapFinding } from "./report/findings/map-finding";
export { comparedFinding } from "./report/findings/compared-finding";
export { verdictsFinding } from "./report/findings/verdicts-finding";
export { baseNewTable } from "./report/tables/base-new-table";
export { calibratorGrid } from "./report/tables/calibrator-grid";
export { datasetTable } from "./report/tables/dataset-table";
export { joinTables } from "./report/tables/join-tables";
export { optionPaths } from "./analysis/curves/option-path";
export { regulariserEffects } from "./report/claims/regulariser-effects";
export type { PaperTable } from "./report/tables/paper-table";
export { paperCsv, paperMarkdown, paperTex } from "./report/tables/paper-table-text";
export { saveTable } from "./report/tables/save-table";
export { imageProximities } from "./analysis/runs/image-proximities";
export type { PanelChoice } from "./report/rendering/panels";
export { confidencePanels, poolRuns, reliabilityPanels } from "./report/rendering/panels";
export { saveResults } from "./report/tables/save-results";
export { figuresFolder, saveFigure } from "./report/rendering/save-figure";
export { columnWidth, pageWidth } from "./report/rendering/theme";
export type { FigureStyle } from "./report/rendering/figure-style";
export { styledFigure } from "./report/rendering/figure-style";
export type { PlotlyLayout } from "./report/rendering/plotly-figure";
export { plotlyFigure } from "./report/rendering/plotly-figure";

export type { Figure, Table } from "./report/rendering/figure";
export { confidenceHistogram } from "./report/figures/confidence-histogram";
export { spreadPanels } from "./report/figures/spread-panels";
export { divergenceScatter } from "./report/figures/divergence-scatter";
export { eceBars } from "./report/figures/ece-bars";
export { effectForest } from "./report/figures/effect-forest";
export { epochLines } from "./report/figures/epoch-lines";
export { featureMap } from "./report/figures/feature-map";
export { marginBoxes } from "./report/figures/margin-boxes";
export { gainScatter } from "./report/figures/gain-scatter";
export { labelledPaths } from "./report/figures/labelled-paths";
export { metricGrid } from "./report/figures/metric-grid";
export { gapBars } from "./report/figures/gap-bars";
export { pictureSheet } from "./report/figures/picture-sheet";
export { reliabilityDiagram } from "./report/figures/reliability-diagram";
