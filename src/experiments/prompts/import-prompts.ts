import { resolve } from "node:path";
import { splitBaseNew } from "../../datasets/base-new";
import type { Item } from "../../datasets/image-dataset";
import { SAMPLINGS } from "../../datasets/sampling";
import { eventError, oneOf } from "../../errors/promptcal-error";
import { makeTuner } from "../../methods/make-tuner";
import type { Options } from "../../methods/option";
import { tunerNamed } from "../../methods/registry";
import type { Tuner, TunerSetting } from "../../methods/tuner";
import { CONTEXT } from "../../methods/text/learned-context";
import type { ClipModel } from "../../encoders/towers/clip-model";
import { tunedOf } from "../../training/tuned";
import { encodeImages, type EncodeOptions } from "../run/images/encode";
import { isLarge } from "../run/images/image-memory";
import type { LearnedParameters } from "../run/parameters";
import { predictTestImages } from "../run/predict";
import type { Predictions } from "../run/predictions";
import { provenanceOf, type ImportedFrom } from "../run/provenance";
import { runMetrics } from "../run/run-metrics";
import { tokenizer } from "../run/shared-tokenizer";
import type { Setting } from "../spec/options";
import { suiteOptions } from "../spec/run-options";
import { parseSpec, SPEC_FORMAT } from "../spec/spec";
import { addRun, type AddedRun } from "../store/add-run";
import type { HashedDataset } from "../suites/hashed-dataset";
import {
  currentHashes,
  loadedBackend,
  loadedDataset,
  loadedModel,
} from "../suites/loaded-suite";
import type { Suite } from "../suites/suite-definition";
import { checkClassNames } from "./class-name-check";
import { importOptions } from "./import-options";
import { importedRecipe } from "./imported-recipe";
import { learnedParameters } from "./learned-parameters";
import { pathFacts } from "./path-facts";
import { openPromptFile, type PromptFile } from "./prompt-file";
import { recogniseLayout } from "./prompt-layouts";
import { metadataFacts, type PromptFacts } from "./prompt-metadata";

/** How checkpoints become runs; what is left out is read off each path. */
export interface PromptImport {
  readonly suite: Suite;
  readonly store: string;
  readonly dataset?: string | undefined;
  readonly tuner?: string | undefined;
  /** A regulariser that the prompts were trained with, for the method's name. */
  readonly regulariser: string;
  readonly seed?: number | undefined;
  readonly shots?: number | undefined;
  /** Tells imported runs of one method apart. */
  readonly label?: string | undefined;
  /** Options that no tensor tells: `class_token_position`, `ctx_init`, `template`. */
  readonly settings: readonly Setting[];
  /** Takes prompts that were saved for other class names. */
  readonly ignoreClassNames: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Makes a run of a checkpoint that a reference trainer saved: predictions of base and new test images with
 * prompts that were learned elsewhere. Trainer, context length and depth follow from the tensors; data set, seed
 * and shots by the path, unless the request says them.
 * @throws PromptcalError that says what the file is, what was expected, and which option settles it
 */
export async function importPrompts(
  path: string,
  request: PromptImport,
): Promise<AddedRun> {
  const { suite, store, regulariser, label } = request;
  const file = await openPromptFile(path);
  const facts: PromptFacts = {
    ...pathFacts(resolve(path), suite.datasets.names),
    ...metadataFacts(file),
  };
  const found = { said: request.tuner, guessed: facts.tuner };
  const layout = recogniseLayout(file.tensors, path, found);
  const dataset = settled(request.dataset ?? facts.dataset, "data set", "--dataset", path);
  oneOf(dataset, suite.datasets.names, "data set");
  const seed = settled(request.seed ?? facts.seed, "seed", "--seed", path);
  const shots = settled(request.shots ?? facts.shots, "number of shots", "--shots", path);
  const model = await loadedModel(suite);
  checkWidth(file, model, suite);
  const data = await loadedDataset(suite, dataset);
  const { classNames } = splitBaseNew(data.dataset).base;
  const classes = { model, tokenizer: tokenizer(), classNames };
  const saved = { tensors: file.tensors, savedNames: facts.classNames };
  const lead = request.ignoreClassNames
    ? undefined
    : checkClassNames({ ...classes, ...saved, dataset, where: path });
  const { settings } = request;
  const optionsRequest = { layout, file, facts, suite, dataset, settings, lead };
  const options = importOptions({ ...optionsRequest, tokenizer: tokenizer() });
  const ofSuite = suiteOptions(options, suite, dataset);
  const setting: TunerSetting = { ...classes, template: ofSuite.template };
  const tuner = makeTuner(tunerNamed(layout.tuner), setting, options);
  try {
    const parameters = learnedParameters(tuner, file);
    const recipe = importedRecipe({ ...options, ...ofSuite }, parameters, label);
    const names = { suite: suite.name, dataset, tuner: layout.tuner, regulariser };
    const spec = parseSpec(
      {
        ...{ format: SPEC_FORMAT, ...names, shots, seed, recipe },
        ...(await currentHashes(suite, dataset)),
      },
      path,
    );
    const shotsOf = SAMPLINGS[ofSuite.sampling];
    return await addRun(store, spec, async () => {
      const started = new Date();
      const owner = { tuner, setting, train: shotsOf(data.dataset, shots, seed) };
      const predictions = await predict(owner, parameters, data, request);
      const backend = (await loadedBackend()).name;
      const provenance = provenanceOf(spec, backend, started, importedFrom(file, options));
      const run = {
        spec,
        predictions,
        parameters,
        provenance,
        history: [],
        outliers: null,
      };
      return { ...run, metrics: runMetrics(predictions) };
    });
  } finally {
    tuner.dispose();
  }
}

/** A tuner with what its predictions need beside parameters. */
interface Owner {
  readonly tuner: Tuner;
  readonly setting: TunerSetting;
  /** Training images: text features that depend on images are those of their mean. */
  readonly train: readonly Item[];
}

async function predict(
  { tuner, setting, train }: Owner,
  parameters: LearnedParameters,
  data: HashedDataset,
  { signal }: PromptImport,
): Promise<Predictions> {
  const encoding: EncodeOptions = { kind: tuner.imageInput, ...(signal && { signal }) };
  const encode = (items: readonly Item[]): Promise<Float32Array> =>
    encodeImages(setting.model, data, items, encoding);
  const trainImages = tuner.hasTextOfEachImage === true ? await encode(train) : undefined;
  // The tuner is the caller's.
  const kept: Tuner = { ...tuner, dispose: () => undefined };
  const tuned = tunedOf(
    { tuner: kept, setting, trainImages },
    { parameters, history: [] },
    {},
  );
  try {
    const { base, new: novel } = splitBaseNew(data.dataset);
    const request = { tuned, encode, large: isLarge(encoding) };
    return {
      base: await predictTestImages({ ...request, dataset: base }),
      new: await predictTestImages({ ...request, dataset: novel }),
    };
  } finally {
    tuned.dispose();
  }
}

function importedFrom({ path, hash, epoch }: PromptFile, { csc }: Options): ImportedFrom {
  const unknown = [
    "options of the training",
    ...(epoch === null ? ["epoch"] : []),
    ...(csc === true
      ? ["contexts of new classes: the mean of all contexts stands in"]
      : []),
  ];
  return { file: path, hash, epoch, unknown };
}

function settled<T>(value: T | undefined, what: string, option: string, path: string): T {
  if (value !== undefined) return value;
  throw eventError(
    `the path of ${path} does not tell its ${what}`,
    `say it with ${option}`,
  );
}

function checkWidth(
  { tensors, path }: PromptFile,
  { textTower }: ClipModel,
  suite: Suite,
): void {
  const [got, expected] = [
    tensors.get(CONTEXT)!.shape.at(-1),
    textTower.positions.shape[1],
  ];
  if (got === expected) return;
  throw eventError(
    `${path} has prompts of width ${got}, and the text tower of suite ${suite.name} (${suite.model.architecture}) ` +
      `has width ${expected}: they were learned on another backbone`,
    "name the suite of theirs with --suite",
  );
}
