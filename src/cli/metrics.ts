import { type Command, Option } from "commander";
import { existsSync } from "node:fs";
import { extname } from "node:path";
import { type EdgeRule, edgeRules } from "../metrics/bins";
import { type Evaluation, evaluatePredictions } from "../metrics/evaluate";
import { mismatch, oneOf } from "../errors/promptcal-error";
import { seededRandom } from "../random/random";
import { closeRenderer } from "../report/rendering/chromium";
import { writePredictionsReport } from "../report/tables/predictions-report";
import { wholeNumber } from "./arguments";
import { readPredictionsNpz, readPredictionsSafetensors } from "./metrics-arrays";
import { readPredictionsCsv } from "./metrics-csv";
import type { FilePredictions } from "./metrics-predictions";
import { textTable } from "./text-table";

interface MetricsArguments {
  readonly bins: number;
  readonly edges: EdgeRule;
  readonly resamples: number;
  readonly seed: number;
  readonly json?: boolean;
  readonly report?: string;
}

/** `promptcal metrics`: every calibration metric of anybody's predictions. */
export function addMetrics(command: Command): void {
  command
    .argument(
      "<file>",
      ".csv (label,logit_0,logit_1,… or label,prob_0,…), .npz or .safetensors (labels and logits or probs)",
    )
    .option("--bins <number>", "bins of confidence", wholeNumber(1), 10)
    .addOption(
      new Option("--edges <rule>", "which bin owns an edge")
        .choices(edgeRules)
        .default("paper"),
    )
    .option("--resamples <number>", "of each interval", wholeNumber(1), 1000)
    .option("--seed <number>", "of the resamples", wholeNumber(0), 0)
    .option("--json", "print one JSON object, values as fractions")
    .option(
      "--report <file>",
      "write a page with the diagram and all metrics: .html or .pdf",
    )
    .action(run);
}

async function run(file: string, given: MetricsArguments): Promise<void> {
  const { bins, edges: rule, resamples, seed, json = false, report } = given;
  if (report !== undefined)
    oneOf(extname(report).toLowerCase(), [".html", ".pdf"], "report format");
  const predictions = await readPredictions(file);
  const random = seededRandom("metrics", seed);
  const evaluation = evaluatePredictions(predictions, { bins, rule, random, resamples });
  if (json) process.stdout.write(`${JSON.stringify(evaluation.metrics)}\n`);
  else process.stdout.write(table(evaluation));
  if (report !== undefined) {
    await writePredictionsReport(report, evaluation, { source: file, bins, rule });
    await closeRenderer();
  }
}

function readPredictions(path: string): FilePredictions | Promise<FilePredictions> {
  if (!existsSync(path))
    throw mismatch({ what: "predictions", expected: "a file", got: "none", where: path });
  const format = oneOf(
    extname(path).toLowerCase(),
    [".csv", ".npz", ".safetensors"],
    "predictions format",
  );
  if (format === ".csv") return readPredictionsCsv(path);
  return format === ".npz" ? readPredictionsNpz(path) : readPredictionsSafetensors(path);
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
