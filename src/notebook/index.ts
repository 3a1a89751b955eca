/** What cells import beside `../src`: results, displays, progress, provenance. */
export type { ControlRuns } from "./control-runs";
export { controlRuns } from "./control-runs";
export { describeRuns } from "./describe-runs";
export { show, showMarkdown, showTable } from "./display";
export { divergenceTable } from "./divergence-table";
export { examplePictures } from "./example-pictures";
export { fdOverEpochs } from "./fd-over-epochs";
export { cellSignal } from "./interrupt";
export { progress } from "./progress";
export type { MetricSettings } from "./provenance";
export { provenanceLine } from "./provenance";
export type { ResultsRequest } from "./results";
export { results } from "./results";
