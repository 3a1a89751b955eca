import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import * as v from "valibot";
import { SAMPLINGS, type Sampling } from "../../datasets/sampling";
import { mismatch, oneOf } from "../../errors/promptcal-error";
import { checked } from "../../files/json/checked";
import { folderOf, installedFolder, isWithin } from "../../files/folders";
import { readJson } from "../../files/json/parse-json";
import {
  byName,
  fields,
  finiteNumber,
  list,
  ruled,
  textLike,
  word,
  type Infer,
} from "../../files/json/schema";
import { OPTIONS } from "../../methods/option";
import { DATA_NAME, isDataName } from "../spec/data-name";
import { DATASET_FORMATS, type DatasetFormat } from "./dataset-formats";
import type { DatasetKinds, Suite } from "./suite-definition";
import type { SuiteVariant } from "./suite-variant";
import { VARIANT_MARK } from "./suite-variants";

const TEXT = textLike(/./s, "a text");
const NAME = v.custom<string>(isDataName, DATA_NAME);
const TEMPLATE = textLike(/^((?!\{\}).)*\{\}((?!\{\}).)*$/s, "one {} for the class name");
const FACTOR = v.pipe(finiteNumber(), v.gtValue(0, "a positive number"));

/** What a variant changes: the weights, or the logit scale. */
const VARIANT = ruled(
  fields({
    weights: v.optional(TEXT),
    control_of: v.optional(TEXT),
    logit_scale_factor: v.optional(FACTOR),
  }),
  ({ weights, control_of: controlOf, logit_scale_factor: factor }) => {
    if (weights !== undefined) return undefined;
    if (controlOf !== undefined) return { path: [], expected: "weights beside control_of" };
    return factor === undefined
      ? { path: [], expected: "weights or a positive logit_scale_factor" }
      : undefined;
  },
);

/** A suite as its JSON file has it. */
const SUITE = fields({
  name: TEXT,
  about: TEXT,
  optional: v.optional(v.boolean("true or false"), false),
  model: fields({
    weights: TEXT,
    architecture: TEXT,
    restore: TEXT,
    logit_scale_factor: v.optional(FACTOR, 1),
  }),
  variants: v.optional(byName(VARIANT), {}),
  template: TEMPLATE,
  templates: v.optional(byName(TEMPLATE), {}),
  datasets: fields({
    format: word(Object.keys(DATASET_FORMATS) as DatasetFormat[], "data set format"),
    root: v.optional(TEXT, "."),
    /** Environment variable with another root. */
    rootVariable: v.optional(TEXT),
    sampling: v.optional(word(Object.keys(SAMPLINGS) as Sampling[], "sampling"), "seeded"),
    names: list(NAME, "a list of names"),
    kinds: v.optional(byName(list(NAME, "a list of names")), {}),
    restore: TEXT,
  }),
  recipes: v.optional(OPTIONS, {}),
});

/**
 * Reads the JSON file of a suite. Its paths start from the file.
 * @param name that it has to have
 * @throws PromptcalError naming the wrong field
 */
export function readSuite(path: string, name: string): Suite {
  const suite = checked(SUITE, readJson(path, "suite"), "suite", path);
  const { model, datasets, templates, variants } = suite;
  if (suite.name !== name) {
    const [expected, got] = [`the file's name ${name}`, `"${suite.name}"`];
    throw mismatch({ what: "suite field name", expected, got, where: path });
  }
  for (const dataset of Object.keys(templates)) {
    oneOf(dataset, datasets.names, `data set with a template in ${path}`);
  }
  checkKinds(datasets.kinds, datasets.names, path);
  const models = Object.keys(variants).filter((variant) => {
    const { weights, control_of: controlOf } = variants[variant]!;
    return weights !== undefined && controlOf === undefined;
  });
  for (const [variant, { control_of: controlOf }] of Object.entries(variants)) {
    if (controlOf !== undefined)
      oneOf(controlOf, models, `control_of of variant ${variant} in ${path}`);
  }
  const here = (file: string): string => resolve(dirname(path), file);
  const { rootVariable, root, ...rest } = datasets;
  const { logit_scale_factor: logitScaleFactor, architecture, restore } = model;
  return {
    ...suite,
    model: {
      weights: weightsFile(here(model.weights)),
      architecture: architecture.endsWith(".json") ? here(architecture) : architecture,
      restore,
      logitScaleFactor,
    },
    variants: Object.fromEntries(
      Object.entries(variants).map(([variant, changes]) => [
        checkedVariantName(variant, path),
        resolvedVariant(changes, here),
      ]),
    ),
    datasets: { ...rest, root: dataRoot(rootVariable) ?? here(root) },
  };
}

/** Kinds are of the suite's data sets, each of which is of one kind at most. */
function checkKinds(kinds: DatasetKinds, names: readonly string[], where: string): void {
  const known = new Map<string, string>();
  for (const [kind, own] of Object.entries(kinds)) {
    for (const name of own) {
      oneOf(name, names, `data set of kind ${kind} in ${where}`);
      const other = known.get(name);
      if (other !== undefined) {
        const [expected, got] = [`one kind for ${name}`, `${other} and ${kind}`];
        throw mismatch({ what: "suite field datasets.kinds", expected, got, where });
      }
      known.set(name, kind);
    }
  }
}

function checkedVariantName(name: string, where: string): string {
  if (isDataName(name) && !name.includes(VARIANT_MARK)) return name;
  const expected = `${DATA_NAME} without ${VARIANT_MARK}`;
  throw mismatch({ what: "suite field variants", expected, got: `"${name}"`, where });
}

/** Other weights bring a scale of their own. */
function resolvedVariant(
  {
    weights,
    control_of: controlOf,
    logit_scale_factor: logitScaleFactor,
  }: Infer<typeof VARIANT>,
  here: (file: string) => string,
): SuiteVariant {
  if (weights !== undefined) {
    const own = { weights: weightsFile(here(weights)) };
    return controlOf === undefined ? own : { ...own, controlOf };
  }
  return logitScaleFactor === undefined ? {} : { logitScaleFactor };
}

/** A file of the installation's own weights folder may lie in the folder that weights are written to instead. */
function weightsFile(path: string): string {
  const installed = installedFolder("weights");
  if (!isWithin(path, installed)) return path;
  const written = join(folderOf("weights"), relative(installed, path));
  return existsSync(written) || !existsSync(path) ? written : path;
}

/** The folder that the suite's environment variable names, where it is set. */
function dataRoot(variable: string | undefined): string | undefined {
  // `process.env` inherits, too: a variable named toString is a function.
  const value: unknown = variable === undefined ? undefined : process.env[variable];
  return typeof value === "string" && value !== "" ? resolve(value) : undefined;
}
