import type { Command } from "commander";
import { datasetReader } from "../experiments/dataset-formats";
import { hashDataset } from "../experiments/hashed-dataset";
import { checkDataset, suiteNamed } from "../experiments/suite";
import type { ImageDataset } from "../datasets/image-dataset";
import { textTable } from "./text-table";
import { list } from "./arguments";

interface DataArguments {
  readonly suite: string;
  readonly datasets?: readonly string[];
}

/** `promptcal data`: the data sets of a suite. */
export function addData(program: Command): void {
  const data = program.command("data").description("the data sets of a suite");
  options(data.command("build"))
    .description("make the data sets that are missing or damaged")
    .action(async (given: DataArguments) => show(given, true));
  options(data.command("check"))
    .description("read every file of the data sets and compare it with its known SHA-256")
    .action(async (given: DataArguments) => show(given, false));
}

function options(command: Command): Command {
  return command
    .option("--suite <name>", "suite", "icons")
    .option("--datasets <names>", "data sets, with commas; all by default", list);
}

async function show(
  { suite: name, datasets }: DataArguments,
  build: boolean,
): Promise<void> {
  const suite = suiteNamed(name);
  const { format, root, names } = suite.datasets;
  const reader = datasetReader(format);
  const make = build && reader.build !== undefined ? reader.build : reader.read;
  for (const dataset of datasets ?? names) checkDataset(suite, dataset);
  const rows = [["data set", "classes", "train", "validation", "test", "SHA-256"]];
  for (const dataset of datasets ?? names) {
    rows.push(await row(await make(dataset, root)));
  }
  process.stdout.write(textTable(rows));
}

async function row(dataset: ImageDataset): Promise<string[]> {
  const { name, classNames, train, validation, test } = dataset;
  const counts = [classNames, train, validation, test].map(({ length }) => String(length));
  return [name, ...counts, (await hashDataset(dataset)).hash];
}
