import type { Command } from "commander";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { contactSheet, type SheetClass } from "../../datasets/contact-sheet";
import type { ImageDataset, Item } from "../../datasets/image-dataset";
import { DEFAULT_SUITE } from "../../experiments/suites/default-suite";
import { datasetReader } from "../../experiments/suites/dataset-formats";
import { checkDataset, suiteNamed } from "../../experiments/suites/suite";
import { writeFileAtomic } from "../../files/atomic-file";
import { wholeNumber } from "../arguments";
import { jsonOption, writeJson } from "../terminal/json-output";

interface SheetArguments {
  readonly suite: string;
  readonly output?: string;
  readonly columns: number;
  readonly side: number;
  readonly json: boolean;
}

/** `promptcal data sheet`: all pictures of a data set, class by class, on one PNG. */
export function addDataSheet(command: Command): void {
  jsonOption(command)
    .argument("<name>", "data set of the suite")
    .option("--suite <name>", "suite", DEFAULT_SUITE)
    .option("--output <file>", "PNG to write (default: <name>-sheet.png)")
    .option("--columns <n>", "pictures in a row", wholeNumber(1), 40)
    .option("--side <pixels>", "side of a picture", wholeNumber(8), 32)
    .action(drawSheet);
}

async function drawSheet(name: string, options: SheetArguments): Promise<void> {
  const suite = suiteNamed(options.suite);
  checkDataset(suite, name);
  const { format, root } = suite.datasets;
  const dataset = await datasetReader(format).read(name, root);
  const output = resolve(options.output ?? `${name}-sheet.png`);
  const classes: SheetClass[] = [];
  for (const [label, className] of dataset.classNames.entries()) {
    classes.push(await sheetClass(dataset, label, className, options.side));
  }
  writeFileAtomic(output, await contactSheet(classes, options));
  if (options.json) writeJson({ sheet: output, classes: classes.length });
  else process.stdout.write(`${output}\n`);
}

async function sheetClass(
  dataset: ImageDataset,
  label: number,
  className: string,
  side: number,
): Promise<SheetClass> {
  const own = (items: readonly Item[]): readonly Item[] =>
    items.filter((item) => item.label === label);
  const [train, validation, test] = [
    own(dataset.train),
    own(dataset.validation),
    own(dataset.test),
  ];
  const half = label < Math.ceil(dataset.classNames.length / 2) ? "base" : "new";
  const thumbnails: Uint8Array[] = [];
  for (const { path } of [...train, ...validation, ...test]) {
    thumbnails.push(await thumbnail(join(dataset.root, path), side));
  }
  return {
    title: `${className} (${half}; train ${train.length}, validation ${validation.length}, test ${test.length})`,
    thumbnails,
  };
}

/** A picture on white, its longer side filling the square. */
async function thumbnail(file: string, side: number): Promise<Uint8Array> {
  return sharp(file)
    .resize(side, side, { fit: "contain", background: "#ffffff" })
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer();
}
