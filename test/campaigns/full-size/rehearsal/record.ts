import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { requestedBackend } from "../../../../src/engine/backend";
import {
  describeForecast,
  forecastRows,
} from "../../../../src/experiments/sweep/forecast/describe-forecast";
import type { Forecast } from "../../../../src/experiments/sweep/forecast/forecast";
import { readJson } from "../../../../src/files/json/parse-json";
import { codeCommit, machine } from "../../reliability/made-by";
import type { RecordTable, ReliabilityRecord } from "../../reliability/reliability-record";
import { LARGEST, memoryFolder, largestOf, memoryRows } from "../memory/memory-rows";
import type { EncodingFindings } from "./encoding-worker";
import { baseClasses, rehearsedForecast } from "./rehearsed-forecast";
import { rehearsedMethods } from "./rehearsed-methods";
import type { RehearsedRun } from "./rehearsed-run";
import type { Stage } from "./stage";

/** Phases of a run's table, in their order. */
const PHASES = [
  "reading",
  "encoding images",
  "encoding nouns",
  "tuning",
  "predicting",
  "writing",
];

/** The rows that a rehearsal's folder holds, from whichever sittings. */
export function rehearsedRows(rowsFolder: string): readonly RehearsedRun[] {
  return readdirSync(rowsFolder)
    .sort()
    .map((name) => readJson(join(rowsFolder, name), "rehearsed run") as RehearsedRun);
}

/** The rehearsal's section of docs/full-size.md. */
export async function rehearsalRecord(
  stage: Stage,
  architecture: string,
  rows: readonly RehearsedRun[],
  encoding: EncodingFindings,
): Promise<ReliabilityRecord> {
  const largest = largestOf(memoryRows(memoryFolder(stage.folder, architecture)));
  const plan = await rehearsedForecast(stage, rows, encoding, largest);
  const datasets = [...new Set(rows.map(({ dataset }) => dataset))].sort(
    (a, b) => baseClasses(a) - baseClasses(b),
  );
  const methods = rehearsedMethods().length;
  const ran = datasets.map((dataset) => {
    const own = rows.filter((row) => row.dataset === dataset);
    const done = own.filter(({ failed }) => failed === undefined);
    return `${dataset} (${baseClasses(dataset)} base classes): ${done.length} of ${methods} methods`;
  });
  const all = rows.flatMap(({ seconds }) => Object.values(seconds));
  return {
    title: "Rehearsal",
    command: "npm run rehearse",
    about: [
      `Random weights of ${architecture}'s shapes, data sets in their published layouts with the published numbers of classes and ` +
        "few small pictures. Every run had one shot, one fixed view of each image and two epochs of the recipe `lab`, in a process of " +
        "its own with one thread. Times are processor seconds, which other programs on the machine do not change.",
      `Run so far: ${ran.join("; ")}. Further parts: \`npm run rehearse -- --datasets NAMES --methods NAMES\`. ` +
        "The forecast of the paper's plan follows from methods that were run on two data sets with different numbers of classes.",
    ],
    seed: 1,
    commit: codeCommit(),
    started: new Date().toISOString(),
    seconds: all.reduce((a, b) => a + b, 0),
    machine: `${machine()}, backend ${requestedBackend()}`,
    tables: [
      ...datasets.map((dataset) => runTable(dataset, rows)),
      encodingTable(stage, encoding),
      ...(plan === undefined ? [] : [forecastTable(plan)]),
    ],
    findings: [],
  };
}

function forecastTable(plan: Forecast): RecordTable {
  const [columns, ...rows] = forecastRows(plan);
  return {
    title: "Forecast of the paper's plan on this machine",
    columns: columns!,
    rows,
    note:
      `One seed on the published sizes, recipe \`lab\`: ${describeForecast(plan)}. ` +
      `${availableParallelism()} workers side by side divide the time. The time of a method is on the line through the data sets that it was ` +
      `rehearsed on, an extrapolation from their classes to ImageNet's ${baseClasses(LARGEST)}; one that was rehearsed on a single data set is unknown. ` +
      "A step with outliers takes as much longer than one without them there as the two took above. Memory is on the line between two " +
      `that were measured, in a rehearsed run or in the step with ${baseClasses(LARGEST)} base classes. It is never taken beyond these: *at least* stands ` +
      "where some data sets have more classes.",
  };
}

function runTable(dataset: string, rows: readonly RehearsedRun[]): RecordTable {
  const own = rows.filter((row) => row.dataset === dataset);
  const order = rehearsedMethods().map(({ tuner, regulariser }) =>
    regulariser === "none" ? tuner : `${tuner}+${regulariser}`,
  );
  const sorted = [...own].sort((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
  const phases = PHASES.filter((phase) => own.some(({ seconds }) => phase in seconds));
  return {
    title: `Methods on ${dataset}, ${baseClasses(dataset)} base classes`,
    columns: [
      "method",
      ...phases.map((phase) => `${phase}, s`),
      "step, s",
      "memory, GB",
      "result, MB",
    ],
    rows: sorted.map(({ method, failed, seconds, step, peakBytes, resultBytes }) => [
      failed === undefined ? method : `${method}: ${failed}`,
      ...phases.map((phase) => (phase in seconds ? seconds[phase]!.toFixed(1) : "")),
      step === undefined ? "" : step.toFixed(2),
      (peakBytes / 1e9).toFixed(1),
      resultBytes === undefined ? "" : (resultBytes / 1e6).toFixed(2),
    ]),
    note:
      "Reading includes the start of the process and the model. Images and views are in the cache after the first run that needs them. " +
      "Methods that tune the image tower pass their images through it within the step. Random rows stand for the features of DOR's nouns.",
  };
}

function encodingTable(
  { cache }: Stage,
  { images, nouns, count }: EncodingFindings,
): RecordTable {
  const row = (what: string, value: number, unit: string): readonly string[] => [
    what,
    `${value.toPrecision(3)} ${unit}`,
  ];
  return {
    title: "Frozen towers",
    columns: ["what", "takes"],
    rows: [
      row("an image", images, "s"),
      row("1,000 nouns", 1000 * nouns, "s"),
      row(
        `all ${count.toLocaleString("en-US")} nouns of a template`,
        (count * nouns) / 60,
        "min",
      ),
      row("features kept in the cache so far", bytesOf(cache) / 1e6, "MB"),
    ],
  };
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
