import { existsSync, readdirSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { mismatch, oneOf, PromptcalError } from "../../errors/promptcal-error";
import { datasetReader, type PlainFormat } from "./dataset-formats";
import { isDataName } from "../spec/data-name";
import { SHIFTED } from "./shifted-tests";
import type { Suite } from "./suite-definition";
import { readSuite } from "./suite-file";
import { suiteVariant, VARIANT_MARK } from "./suite-variants";

/** Environment variable with further folders of suite files, divided as PATH is. */
export const SUITES_VARIABLE = "PROMPTCAL_SUITES";

/** Names of all suites: bundled ones first, then those of the folders in PROMPTCAL_SUITES. */
export function suiteNames(): readonly string[] {
  return [...suiteFiles().keys()];
}

/**
 * A suite by name; `icons+shifts` is the suite `icons` with its data sets tested under their covariate shifts,
 * `world+icons-b` the suite `world` with its variant `icons-b`.
 * @throws PromptcalError with the valid names, or naming the wrong field of its file
 */
export function suiteNamed(name: string): Suite {
  if (name.endsWith(SHIFTED))
    return shiftedSuite(suiteNamed(name.slice(0, -SHIFTED.length)));
  const files = suiteFiles();
  const mark = name.lastIndexOf(VARIANT_MARK);
  if (mark > 0 && !files.has(name)) {
    return suiteVariant(suiteNamed(name.slice(0, mark)), name.slice(mark + 1));
  }
  oneOf(name, [...files.keys()], "suite");
  return readSuite(files.get(name)!, name);
}

/** A suite with its data sets tested under their covariate shifts; those without shifts are left out. */
export function shiftedSuite(suite: Suite): Suite {
  const { datasets } = suite;
  const { shifts } = datasetReader(datasets.format);
  return {
    ...suite,
    name: `${suite.name}${SHIFTED}`,
    optional: true,
    datasets: {
      ...datasets,
      format: `${datasets.format as PlainFormat}${SHIFTED}`,
      names: datasets.names.filter((name) => (shifts?.(name) ?? []).length > 0),
    },
  };
}

/**
 * Checks that a data set belongs to a suite.
 * @throws PromptcalError with the suite that has it, else with the valid names
 */
export function checkDataset(suite: Suite, dataset: string): void {
  const { names } = suite.datasets;
  if (names.includes(dataset)) return;
  const owner = suiteNames().find((name) => hasDataset(name, dataset));
  if (owner === undefined) oneOf(dataset, names, `data set of suite ${suite.name}`);
  throw mismatch({
    what: "data set",
    expected: `one of suite ${suite.name}`,
    got: `"${dataset}", which belongs to suite ${owner}`,
    fix: `name the suite with --suite ${owner}; suite ${suite.name} has ${names.join(", ")}`,
  });
}

/** Whether a suite has a data set; one whose file is damaged has none. */
function hasDataset(suite: string, dataset: string): boolean {
  try {
    return suiteNamed(suite).datasets.names.includes(dataset);
  } catch (error) {
    if (error instanceof PromptcalError) return false;
    throw error;
  }
}

/** The template prompt of a data set. */
export function templateOf({ template, templates }: Suite, dataset: string): string {
  return Object.hasOwn(templates, dataset) ? templates[dataset]! : template;
}

function suiteFiles(): Map<string, string> {
  const more = (process.env[SUITES_VARIABLE] ?? "").split(delimiter).filter(Boolean);
  const files = new Map<string, string>();
  for (const folder of [__dirname, ...more]) {
    if (!existsSync(folder)) {
      throw mismatch({
        what: SUITES_VARIABLE,
        expected: "folders",
        got: `no folder ${folder}`,
      });
    }
    for (const file of readdirSync(folder).sort()) {
      const name = /^(.+)\.json$/.exec(file)?.[1]?.normalize("NFC");
      if (isDataName(name) && !files.has(name)) files.set(name, resolve(folder, file));
    }
  }
  return files;
}
