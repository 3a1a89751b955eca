import { type Command, Option } from "commander";
import { extname, resolve } from "node:path";
import { oneOf } from "../errors/promptcal-error";
import { type EdgeRule, edgeRule } from "../metrics/binned/bins";
import { droppedSamples } from "../metrics/binned/dropped-samples";
import { type Evaluation, evaluatePredictions } from "../metrics/evaluate";
import { type MetricField, hasFields } from "../metrics/definition/metric-input";
import { METRICS_VARIABLE } from "../metrics/own-metrics";
import { registeredMetrics } from "../metrics/registry";
import type { FilePredictions } from "../predictions/file-predictions";
import { loadPredictions } from "../predictions/load-predictions";
import type { ColumnNames } from "../predictions/renamed-columns";
import { seededRandom } from "../random/random";
import { closeRenderer } from "../report/rendering/chromium";
import { writePredictionsReport } from "../report/tables/predictions-report";
import { columnNames, wholeNumber } from "./arguments";
import { textTable } from "./terminal/text-table";

interface MetricsArguments {
  readonly bins: number;
  readonly edges: EdgeRule;
  readonly resamples: number;
  readonly seed: number;
  readonly json?: boolean;
  readonly report?: string;
  readonly columns: ColumnNames;
}

const HELP = `
Columns of CSV and parquet files, in any order (other columns are ignored):
  label, logit_0, logit_1, ...     labels count from 0; prob_0, prob_1, ... for probabilities
  label, logit_cat, logit_dog, ... labels are class names or count from 0
  confidence, correct              metrics of the predicted class only; or label, prediction, confidence
Arrays of NPZ, safetensors and JSON files, and lists in parquet files: labels [n] and logits or probs [n, c], or confidence and correct [n].
JSON files may also hold records with the names of columns, as a list or one per line.

In Python: numpy.savez("predictions.npz", labels=labels, logits=logits)`;

/** Fields of the input that scores of all classes give. */
const SCORE_FIELDS: readonly MetricField[] = [
  "prediction",
  "labels",
  "probabilities",
  "logits",
];

/** `promptcal metrics`: every calibration metric of the predictions in a file. */
export function addMetrics(command: Command): void {
  command
    .argument("<file>", "predictions as CSV, NPZ, safetensors, parquet or JSON")
    .option(
      "--columns <names>",
      "what the file calls things: label=gold,confidence=p_max",
      columnNames,
      {},
    )
    .option("--bins <number>", "number of confidence bins", wholeNumber(1), 10)
    .addOption(
      new Option(
        "--edges <rule>",
        "the bin that a confidence on an edge belongs to: right-closed (every sample counts) or " +
          "left-closed-drop-1 (as in the paper; confidences of exactly 1 enter no bin's mean). " +
          "The earlier names textbook and paper still work.",
      )
        .argParser(edgeRule)
        .default("right-closed"),
    )
    .option(
      "--resamples <number>",
      "bootstrap resamples per interval",
      wholeNumber(1),
      1000,
    )
    .option("--seed <number>", "random seed of the bootstrap", wholeNumber(0), 0)
    .option("--json", "print one JSON object; values are fractions")
    .option(
      "--report <file>",
      "also write a page with the reliability diagram and all metrics, as .html or .pdf",
    )
    .addHelpText("after", () => `${HELP}\n\n${metricsHelp()}`)
    .action(run);
}

/** A line per metric that predictions alone allow, one's own among them. */
function metricsHelp(): string {
  const rows = registeredMetrics()
    .filter(({ needs }) => needs.every((field) => SCORE_FIELDS.includes(field)))
    .map(({ key, summary }) => [`  ${key}`, summary]);
  return `Metrics (${METRICS_VARIABLE} names files of your own):\n${textTable(rows)}`;
}

async function run(file: string, given: MetricsArguments): Promise<void> {
  const { bins, edges: rule, resamples, seed, json = false, report, columns } = given;
  if (report !== undefined)
    oneOf(extname(report).toLowerCase(), [".html", ".pdf"], "report format");
  const predictions = await loadPredictions(file, { columns });
  const random = seededRandom("metrics", seed);
  const evaluation = evaluatePredictions(predictions, { bins, rule, random, resamples });
  process.stdout.write(
    json ? `${JSON.stringify(evaluation.metrics)}\n` : table(evaluation),
  );
  const notes = [...predictions.notes, ...notesOn(predictions, evaluation, rule)];
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  if (report !== undefined) {
    await writePredictionsReport(report, evaluation, { source: file, bins, rule, notes });
    await closeRenderer();
    (json ? process.stderr : process.stdout).write(`report: ${resolve(report)}\n`);
  }
}

/** What a reader of the numbers has to know, a sentence each. */
function notesOn(
  { kind }: FilePredictions,
  { input }: Evaluation,
  rule: EdgeRule,
): readonly string[] {
  const dropped = droppedSamples(input.confidence, { rule });
  const notes = [];
  if (kind === "confidences") {
    const missing = registeredMetrics()
      .filter(({ needs }) => needs.every((field) => SCORE_FIELDS.includes(field)))
      .filter(({ needs }) => !hasFields(input, needs));
    const keys = missing.map(({ key }) => key).join(", ");
    notes.push(`Not computed, since they need the scores of all classes: ${keys}.`);
  }
  if (dropped > 0) {
    notes.push(
      `${dropped} of ${input.confidence.length} samples have a confidence of exactly 1. Under ` +
        `${edgeRule(rule)} edges they enter no bin's mean, so the ECE may lie below |gap|.`,
    );
  }
  return notes;
}

function table({ metrics }: Evaluation): string {
  const rows = Object.entries(metrics).map(([name, { value, interval, n, bins, rule }]) => [
    name,
    value.toFixed(4),
    interval === undefined ? "" : interval.map((end) => end.toFixed(4)).join(" to "),
    String(n),
    bins === undefined ? "" : `${bins} bins, ${rule}`,
  ]);
  return textTable([["metric", "value", "95 % interval", "n", "bins"], ...rows]);
}
