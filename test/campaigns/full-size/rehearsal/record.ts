import { readdirSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { requestedBackend } from "../../../../src/engine/backend";
import {
  describeForecast,
  forecastRows,
} from "../../../../src/experiments/sweep/forecast/describe-forecast";
import { methodName } from "../../../../src/experiments/spec/spec";
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

/** Phases of a run, in their order. */
const PHASES = [
  "reading",
  "encoding images",
  "encoding nouns",
  "tuning",
  "predicting",
  "writing",
];

/** What a table shows of each run. */
interface Shown {
  readonly title: string;
  readonly cell: (run: RehearsedRun) => string;
  readonly note?: string;
}

/** Step, memory and size of each run, then its phases, those that any run had. */
function shownOf(rows: readonly RehearsedRun[]): readonly Shown[] {
  const phases = PHASES.filter((phase) => rows.some(({ seconds }) => phase in seconds));
  return [
    {
      title: "A step, s",
      cell: ({ step }) => step?.toFixed(2) ?? "",
      note: "Methods that tune the image tower pass their images through it within the step. Random rows stand for the features of DOR's nouns.",
    },
    { title: "Memory, GB", cell: ({ peakBytes }) => (peakBytes / 1e9).toFixed(1) },
    {
      title: "Result, MB",
      cell: ({ resultBytes }) =>
        resultBytes === undefined ? "" : (resultBytes / 1e6).toFixed(2),
    },
    ...phases.map((phase): Shown => ({
      title: `${phase[0]!.toUpperCase()}${phase.slice(1)}, s`,
      cell: ({ seconds }) => seconds[phase]?.toFixed(1) ?? "",
      ...(phase in NOTES ? { note: NOTES[phase]! } : {}),
    })),
  ];
}

const NOTES: Readonly<Record<string, string>> = {
  reading: "With the start of the process and the model.",
  "encoding images":
    "Images and views are in the cache after the first run that needs them.",
  predicting:
    "With the measure after the last epoch. Runs on Stanford Cars, SUN397 and ImageNet, of ProDA, and some of TCP, TaskRes and TPT " +
    "pass the classes' texts once for both; the other runs are older and passed them three times.",
};

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
    const done = own.filter(({ failed }) => failed === undefined).length;
    return done === methods ? dataset : `${dataset} (${done} of ${methods})`;
  });
  const all = rows.flatMap(({ seconds }) => Object.values(seconds));
  return {
    title: "Rehearsal",
    command: "npm run rehearse",
    about: [
      `Random weights of ${architecture}'s shapes, data sets in their published layouts with the published numbers of classes and ` +
        "few small pictures. Every run had one shot, one fixed view of each image and two epochs of the recipe `lab`, in a process of " +
        "its own with one thread. Times are processor seconds, so that they do not count waiting for other programs. Behind a data set " +
        "stands the number of its base classes.",
      `All ${methods} methods were run on each of these, where no number says otherwise: ${ran.join(", ")}. Further parts: \`npm run rehearse -- --datasets NAMES --methods NAMES\`. ` +
        "The forecast of the paper's plan follows from methods that were run on two data sets with different numbers of classes.",
    ],
    seed: 1,
    commit: codeCommit(),
    started: new Date().toISOString(),
    seconds: all.reduce((a, b) => a + b, 0),
    machine: `${machine()}, backend ${requestedBackend()}`,
    tables: [
      ...shownOf(rows).map((shown) => methodsTable(shown, datasets, rows)),
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
      `${availableParallelism()} workers side by side divide the time. The time of a method is on the straight line that fits its data sets best; ` +
      "one that was rehearsed with one number of classes is unknown. Where ImageNet was not rehearsed, the line is taken on to its " +
      `${baseClasses(LARGEST)} classes, with as much for outliers as the steps above took. Memory is on the line between two ` +
      `that were measured, in a rehearsed run or in the step with ${baseClasses(LARGEST)} base classes. It is never taken beyond these: *at least* stands ` +
      "where some data sets have more classes.",
  };
}

/** A row for each method and a column for each data set. */
function methodsTable(
  { title, cell, note }: Shown,
  datasets: readonly string[],
  rows: readonly RehearsedRun[],
): RecordTable {
  return {
    title,
    columns: ["method", ...datasets.map((name) => `${name}, ${baseClasses(name)}`)],
    rows: rehearsedMethods().map((method) => {
      const name = methodName(method);
      const runs = datasets.map((dataset) =>
        rows.find((row) => row.dataset === dataset && row.method === name),
      );
      return [
        name,
        ...runs.map((run) => (run === undefined ? "" : (run.failed ?? cell(run)))),
      ];
    }),
    ...(note === undefined ? {} : { note }),
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
