/** What cells import beside `../src`: results, displays, progress, provenance. */
import "./last-value";

export { CALIBRATORS, calibratedRuns } from "../analysis/calibrated-runs";
export { CLAIM_PRESETS, claimRuns } from "../analysis/claim-runs";
export { decisionRun, decisionRuns } from "../analysis/decisions/decision-runs";
export { describeRuns } from "./describe-runs";
export { finding } from "./finding";
export type { ShowOptions } from "./display";
export { show, showMarkdown, showPlotly, showTable } from "./display";
export { divergenceTable } from "../analysis/divergence-table";
export { edgeNote } from "./edge-note";
export { explore } from "./explore";
export { examplePictures } from "./example-pictures";
export { fdOverEpochs } from "../analysis/fd-over-epochs";
export { featureMaps } from "../analysis/feature-maps";
export type { FolderSuite, FolderSuiteRequest } from "./folder-suite";
export { exampleFolder, suiteOfFolders } from "./folder-suite";
export { logitScale, proximitiesOf } from "./suite-model";
export { marginDistributions } from "../analysis/margin-distributions";
export type {
  ImageProximities,
  EvaluateOptions as EvaluateOptions,
} from "../analysis/evaluate-runs";
export { evaluateRuns as evaluateRuns } from "../analysis/evaluate-runs";
export type { PresetResults, PresetResultsRequest } from "./preset-results";
export { presetResults } from "./preset-results";
export { interruptible, Stopped } from "./interrupt";
export { progress } from "../progress/progress";
export type { MetricSettings } from "./provenance";
export { provenanceLine } from "./provenance";
export type { ResultsRequest } from "./results";
export { results } from "./results";
export type { ShiftedRuns } from "../analysis/shifted-runs";
export { isShifted, ofShift, shiftedRuns } from "../analysis/shifted-runs";
export type { TryRequest } from "./try-method";
export { tryMethod } from "./try-method";
export type { WatchOptions } from "./watch-sweep";
export { watchSweep } from "./watch-sweep";
