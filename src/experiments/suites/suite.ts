import type { Suite } from "./suite-definition";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join, relative, resolve } from "node:path";
import { SAMPLINGS, type Sampling } from "../../datasets/sampling";
import { mismatch, oneOf, PromptcalError, shown } from "../../errors/promptcal-error";
import { folderOf, installedFolder, isWithin } from "../../files/folders";
import { readJson } from "../../files/parse-json";
import {
  DATASET_FORMATS,
  datasetReader,
  type DatasetFormat,
  type PlainFormat,
} from "./dataset-formats";
import { DATA_NAME, isDataName } from "../spec/data-name";
import type { Options } from "../../methods/option";
import { SHIFTED } from "./shifted-tests";
import type { SuiteVariant } from "./suite-variant";
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
  const suite = readSuite(files.get(name)!);
  if (suite.name === name) return suite;
  throw wrong("name", `the file's name ${name}`, suite.name, files.get(name)!);
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

function readSuite(path: string): Suite {
  const top = record(readJson(path, "suite"), "suite", path);
  const model = record(top["model"], "model", path);
  const datasets = record(top["datasets"], "datasets", path);
  const here = (file: string): string => resolve(dirname(path), file);
  const architecture = text(model, "architecture", path);
  const names = datasets["names"];
  if (!Array.isArray(names)) throw wrong("datasets.names", "a list of names", names, path);
  const bad = names.findIndex((name) => !isDataName(name));
  if (bad >= 0) throw wrong(`datasets.names[${bad}]`, DATA_NAME, names[bad], path);
  const templates = record(top["templates"] ?? {}, "templates", path);
  for (const name of Object.keys(templates)) {
    oneOf(name, names as string[], `data set with a template in ${path}`);
  }
  return {
    name: text(top, "name", path),
    about: text(top, "about", path),
    optional: top["optional"] === true,
    model: {
      weights: weightsFile(here(text(model, "weights", path))),
      architecture: architecture.endsWith(".json") ? here(architecture) : architecture,
      restore: text(model, "restore", path),
      logitScaleFactor: scaleFactor(model, "model", path) ?? 1,
    },
    variants: variantsOf(top["variants"] ?? {}, path),
    template: template(top, "template", path),
    templates: Object.fromEntries(
      Object.keys(templates).map((name) => [name, template(templates, name, path)]),
    ),
    datasets: {
      format: oneOf(
        text(datasets, "format", path),
        Object.keys(DATASET_FORMATS) as DatasetFormat[],
        "data set format",
        path,
      ),
      root: dataRoot(datasets) ?? here(text({ root: ".", ...datasets }, "root", path)),
      sampling: oneOf(
        text({ sampling: "seeded", ...datasets }, "sampling", path),
        Object.keys(SAMPLINGS) as Sampling[],
        "sampling",
        path,
      ),
      names: names as string[],
      restore: text(datasets, "restore", path),
    },
    recipes: record(top["recipes"] ?? {}, "recipes", path) as Options,
  };
}

function variantsOf(value: unknown, path: string): Suite["variants"] {
  const variants = Object.entries(record(value, "variants", path));
  return Object.fromEntries(
    variants.map(([name, stored]): [string, SuiteVariant] => {
      const field = `variants.${name}`;
      if (!isDataName(name) || name.includes(VARIANT_MARK))
        throw wrong("variants", `${DATA_NAME} without ${VARIANT_MARK}`, name, path);
      const fields = record(stored, field, path);
      if (fields["weights"] !== undefined) {
        const file = weightsFile(resolve(dirname(path), text(fields, "weights", path)));
        return [name, { weights: file }];
      }
      const logitScaleFactor = scaleFactor(fields, field, path);
      if (logitScaleFactor !== undefined) return [name, { logitScaleFactor }];
      throw wrong(field, "weights or a positive logit_scale_factor", stored, path);
    }),
  );
}

function scaleFactor(
  { logit_scale_factor: factor }: Record<string, unknown>,
  field: string,
  where: string,
): number | undefined {
  if (factor === undefined) return undefined;
  if (typeof factor === "number" && factor > 0 && Number.isFinite(factor)) return factor;
  throw wrong(`${field}.logit_scale_factor`, "a positive number", factor, where);
}

/** A file of the installation's own weights folder may lie in the folder that weights are written to instead. */
function weightsFile(path: string): string {
  const installed = installedFolder("weights");
  if (!isWithin(path, installed)) return path;
  const written = join(folderOf("weights"), relative(installed, path));
  return existsSync(written) || !existsSync(path) ? written : path;
}

/** The folder that the suite's environment variable names, where it is set. */
function dataRoot({ rootVariable }: Record<string, unknown>): string | undefined {
  // `process.env` inherits, too: a variable named toString is a function.
  const value: unknown =
    typeof rootVariable === "string" ? process.env[rootVariable] : undefined;
  return typeof value === "string" && value !== "" ? resolve(value) : undefined;
}

function template(fields: Record<string, unknown>, name: string, where: string): string {
  const value = text(fields, name, where);
  if (value.split("{}").length === 2) return value;
  throw wrong(name, "one {} for the class name", value, where);
}

function record(value: unknown, what: string, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw wrong(what, "an object", value, where);
}

function text(fields: Record<string, unknown>, name: string, where: string): string {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  throw wrong(name, "a text", value, where);
}

function wrong(
  field: string,
  expected: string,
  got: unknown,
  where: string,
): PromptcalError {
  return mismatch({
    what: `suite field ${field}`,
    expected,
    got: shown(got),
    where,
  });
}
