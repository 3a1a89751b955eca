/** What cells import beside `../src`: results, displays, progress, provenance. */
import "./last-value";

export { CALIBRATORS, calibratedRuns } from "../analysis/runs/calibrated-runs";
export { CLAIM_PRESETS, claimRuns, claimRunsOfModels } from "../analysis/runs/claim-runs";
export { decisionRun, decisionRuns } from "../analysis/decisions/decision-runs";
export { describeRuns } from "./describe-runs";
export { finding } from "./finding";
export type { ShowOptions } from "./display";
export { show, showMarkdown, showPlotly, showTable } from "./display";
export { divergenceTable } from "../analysis/features/divergence-table";
export { edgeNote } from "../report/tables/edge-note";
export { explore } from "./explore";
export { examplePictures } from "./example-pictures";
export { fdOverEpochs } from "../analysis/features/fd-over-epochs";
export { featureMaps } from "../analysis/features/feature-maps";
export type { FolderSuite, FolderSuiteRequest } from "./folder-suite";
export { exampleFolder, suiteOfFolders } from "./folder-suite";
export { logitScale, proximitiesOf } from "./suite-model";
export { marginDistributions } from "../analysis/features/margin-distributions";
export type {
  ImageProximities,
  EvaluateOptions as EvaluateOptions,
} from "../analysis/runs/evaluate-runs";
export { evaluateRuns as evaluateRuns } from "../analysis/runs/evaluate-runs";
export type { PresetResults, PresetResultsRequest } from "./preset-results";
export { presetResults } from "./preset-results";
export { interruptible, Stopped } from "./interrupt";
export { progress } from "../progress/progress";
export type { MetricSettings } from "./provenance";
export { provenanceLine } from "./provenance";
export type { ResultsRequest } from "./results";
export { results } from "./results";
export { runsOfSuites } from "../analysis/runs/runs-of-suites";
export type { ShiftedRuns } from "../analysis/runs/shifted-runs";
export { isShifted, ofShift, shiftedRuns } from "../analysis/runs/shifted-runs";
export type { TryRequest } from "./try-method";
export { tryMethod } from "./try-method";
export type { WatchOptions } from "./watch-sweep";
export { watchSweep } from "./watch-sweep";
