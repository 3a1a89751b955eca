import type { Command } from "commander";
import { resolve } from "node:path";
import { checkCounts } from "../../datasets/clip/check-counts";
import { readClipDataset } from "../../datasets/clip/read-clip";
import type { ImageDataset } from "../../datasets/image-dataset";
import { DEFAULT_SUITE } from "../../experiments/suites/default-suite";
import { datasetReader } from "../../experiments/suites/dataset-formats";
import { tellNotes } from "../../experiments/suites/dataset-notes";
import { checkDataset, suiteNamed } from "../../experiments/suites/suite";
import { list } from "../arguments";
import { countedWork } from "../terminal/counted-work";
import { rootOption } from "./data-root";
import { writeDatasets } from "./datasets-table";
import { jsonOption } from "../terminal/json-output";

interface DataArguments {
  readonly suite: string;
  readonly datasets?: readonly string[];
  readonly json: boolean;
}

/** `promptcal data build`: makes what is missing or damaged of a suite's data sets. */
export function addDataBuild(command: Command): void {
  options(command).action(async (given: DataArguments) => show(given, true));
}

/** `promptcal data check`: reads every file of a suite's data sets, or of a published one. */
export function addDataCheck(command: Command): void {
  rootOption(options(command))
    .argument(
      "[name]",
      "data set of the suite, or a published one such as food101; by default all of the suite",
    )
    .action(
      async (
        name: string | undefined,
        given: DataArguments & { readonly root: string },
      ) => {
        if (name === undefined) return show(given, false);
        const named = command.getOptionValueSource("suite") === "cli";
        if (isOfSuite(name, given.suite, named))
          return show({ ...given, datasets: [name] }, false);
        const dataset = checkCounts(readClipDataset(name, resolve(given.root)));
        await writeDatasets([dataset], given.json);
      },
    );
}

/** The published data sets, which the suite `clip` has, have published counts to check as well. */
function isOfSuite(name: string, suite: string, named: boolean): boolean {
  const { format, names } = suiteNamed(suite).datasets;
  return format !== "clip" && (named || names.includes(name));
}

function options(command: Command): Command {
  return jsonOption(command)
    .option("--suite <name>", "suite", DEFAULT_SUITE)
    .option("--datasets <names>", "comma-separated data sets; all by default", list);
}

async function show(
  { suite: name, datasets, json }: DataArguments,
  build: boolean,
): Promise<void> {
  const suite = suiteNamed(name);
  const { format, root, names } = suite.datasets;
  const reader = datasetReader(format);
  const make = build && reader.build !== undefined ? reader.build : reader.read;
  const chosen = datasets ?? names;
  for (const dataset of chosen) checkDataset(suite, dataset);
  const made: ImageDataset[] = [];
  const progress = countedWork(build ? "making data sets" : "reading data sets");
  for (const dataset of chosen) {
    progress.update(made.length, chosen.length);
    made.push(await make(dataset, root));
  }
  progress.end();
  made.forEach(tellNotes);
  await writeDatasets(made, json);
}
