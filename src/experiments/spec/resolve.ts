import { methodHash } from "../../methods/own-methods";
import type { Options } from "../../methods/option";
import { tunerNamed } from "../../methods/registry";
import { withDecidedContext } from "../../methods/text/start-words";
import { checkComposes } from "../../regularisers/composition";
import { regulariserNamed } from "../../regularisers/registry";
import type { HashWork } from "../suites/hashed-dataset";
import { currentHashes, loadedDataset } from "../suites/loaded-suite";
import type { Suite } from "../suites/suite-definition";
import { checkDataset } from "../suites/suite";
import { methodDefinitions, methodOptions } from "./methods";
import { applySettings, type Setting } from "./options";
import { outlierHashName, outlierImageOptions } from "./outlier-image-options";
import { describedClasses } from "./run-descriptions";
import { suiteOptions, viewOptions } from "./run-options";
import { isRunId, methodName, parseSpec, runId, SPEC_FORMAT, type RunSpec } from "./spec";

/** A run as requested; `resolveSpec` fills in the rest. */
export interface RunRequest {
  readonly suite: Suite;
  readonly dataset: string;
  readonly tuner: string;
  /** `none` or a regulariser. */
  readonly regulariser: string;
  readonly seed: number;
  /** Overrides, later ones win; `shots` is one of the options. */
  readonly settings: readonly Setting[];
}

/** Records the run that a method starts from. */
export const START_RUN = "start.run";

/** Hashes of the files that a run depends on. */
export type FileHashes = Pick<RunSpec, "weightsHash" | "dataHash">;

/**
 * Resolves a request: every option gets its value (the method's default, else the suite's, else the
 * setting's), weights and data their hashes. Where words start a context, they decide its length.
 * @throws PromptcalError for an unknown data set, tuner, regulariser or option, with the valid
 *   ones and the nearest match, and for missing or altered files
 */
export async function resolveSpec(
  request: RunRequest,
  work: HashWork = {},
): Promise<RunSpec> {
  const unhashed = resolveOptions(request);
  return await unhashed(await currentHashes(request.suite, request.dataset, work));
}

/**
 * The part of `resolveSpec` that reads no model and no image; names and options are checked at once.
 * @returns what makes the spec when the hashes are known; it reads outlier images and descriptions of
 *   classes, where there are any
 */
export function resolveOptions(
  request: RunRequest,
): (hashes: FileHashes) => Promise<RunSpec> {
  const { suite, dataset, seed } = request;
  const { names, method, shots, recipe } = resolvedMethod(request);
  return async (hashes) => {
    const files = {
      ...codeHashes(names),
      ...(await outlierHash(suite, dataset, names.regulariser, recipe)),
      ...(await descriptionsHash(suite, dataset, recipe)),
      ...(await startRun({ ...request, settings: [] }, recipe, hashes)),
    };
    const spec = { format: SPEC_FORMAT, suite: suite.name, dataset, ...names, shots, seed };
    return parseSpec({ ...spec, recipe: { ...recipe, ...files }, ...hashes }, method);
  };
}

/** A method with all its options, before any file was read. */
export interface ResolvedMethod {
  readonly names: Pick<RunSpec, "tuner" | "regulariser">;
  /** `coop+dor`. */
  readonly method: string;
  readonly shots: unknown;
  readonly recipe: Options;
}

/** The names and options of a request, checked. @throws as `resolveSpec`, but for files */
export function resolvedMethod(request: RunRequest): ResolvedMethod {
  const { suite, dataset, settings } = request;
  checkDataset(suite, dataset);
  const tuner = tunerNamed(request.tuner);
  const regulariser = regulariserNamed(request.regulariser);
  checkComposes(tuner, regulariser);
  const names = { tuner: tuner.name, regulariser: regulariser?.name ?? "none" };
  const method = methodName(names);
  const named = settings.filter(({ name }) => name === "recipe").at(-1);
  const changes: Options = {
    ...suite.recipes,
    ...(named === undefined ? {} : { recipe: named.text }),
  };
  const defaults = methodOptions(names.tuner, names.regulariser, changes, dataset);
  const definitions = methodDefinitions(tuner, regulariser);
  const { shots, ...resolved } = withDecidedContext(
    tuner.options,
    applySettings(definitions, defaults, settings, method),
  );
  viewOptions(resolved);
  const recipe: Options = {
    ...resolved,
    ...suiteOptions(resolved, suite, dataset),
    ...scaleOfModel(suite),
  };
  return { names, method, shots, recipe };
}

/** The run that a method starts from, where it names one by its method: another start would be another run. */
async function startRun(
  request: RunRequest,
  { start = null, recipe }: Options,
  hashes: FileHashes,
): Promise<Options> {
  if (start === null || isRunId(String(start))) return {};
  const [tuner, regulariser = "none"] = String(start).split("+");
  const settings = [{ name: "recipe", text: String(recipe) }];
  const spec = resolveOptions({ ...request, tuner: tuner!, regulariser, settings });
  return { [START_RUN]: runId(await spec(hashes)) };
}

/** The suite's change of the weights' logit scale: another scale would be another run. */
function scaleOfModel({ model: { logitScaleFactor: factor } }: Suite): Options {
  return factor === 1 ? {} : { logit_scale_factor: factor };
}

/** Hashes of the files of custom methods: another code would be another run. */
function codeHashes({
  tuner,
  regulariser,
}: Pick<RunSpec, "tuner" | "regulariser">): Options {
  const hashes = [
    ["tuner.hash", methodHash("tuner", tuner)],
    ["regulariser.hash", methodHash("regulariser", regulariser)],
  ] as const;
  return Object.fromEntries(
    hashes.flatMap(([name, hash]) => (hash === undefined ? [] : [[name, hash]])),
  );
}

/** The hash of the images that a regulariser's outliers are chosen from: other images would be another run. */
async function outlierHash(
  suite: Suite,
  dataset: string,
  regulariser: string,
  recipe: Options,
): Promise<Options> {
  const options = outlierImageOptions(regulariser, recipe);
  if (options === undefined) return {};
  const { outlierPool } =
    require("../run/images/outlier-pool") as typeof import("../run/images/outlier-pool");
  return {
    [outlierHashName(regulariser)]: (await outlierPool(suite, dataset, options)).hash,
  };
}

/** The hash of the descriptions that the tuner is given. */
async function descriptionsHash(
  suite: Suite,
  dataset: string,
  recipe: Options,
): Promise<Options> {
  if ((recipe["descriptions"] ?? null) === null) return {};
  return describedClasses(await loadedDataset(suite, dataset), recipe)!.hash;
}
