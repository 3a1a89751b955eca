import { AUGMENTATIONS } from "../../images/augmentations";
import { mismatch, oneOf } from "../../errors/promptcal-error";
import { checkComposes } from "../../methods/composition";
import { withDecidedContext } from "../../methods/text/start-words";
import { currentHashes, loadedDataset } from "../suites/loaded-suite";
import { methodOptions, REGULARISER_NAMES, TUNER_NAMES } from "./methods";
import { applySettings, type Options, type Setting } from "./options";
import { describedClasses } from "./run-descriptions";
import { methodName, parseSpec, SPEC_FORMAT, type RunSpec } from "./spec";
import { checkDataset, suiteNamed } from "../suites/suite";
import { recordedRecipe } from "./suite-options";

/** A run as a person asks for it; `resolveSpec` fills in the rest. */
export interface RunRequest {
  readonly suite: string;
  readonly dataset: string;
  readonly tuner: string;
  /** `none` or a regulariser. */
  readonly regulariser: string;
  readonly seed: number;
  /** Overrides, later ones win; `shots` is one of the options. */
  readonly settings: readonly Setting[];
}

/** Hashes of the files that a run depends on. */
export type FileHashes = Pick<RunSpec, "weightsHash" | "dataHash">;

/**
 * Resolves a request: every option gets its value (the method's default, else the suite's, else the
 * setting's), weights and data their hashes. Where words start a context, they decide its length.
 * @throws PromptcalError for an unknown suite, data set, tuner, regulariser or option, with the valid
 *   ones and the nearest match, and for missing or altered files
 */
export async function resolveSpec(request: RunRequest): Promise<RunSpec> {
  const unhashed = resolveOptions(request);
  return await unhashed(await currentHashes(request.suite, request.dataset));
}

/**
 * The part of `resolveSpec` that reads no model and no image; names and options are checked at once.
 * @returns what makes the spec when the hashes are known; it reads outlier images and descriptions of
 *   classes, where there are any
 */
export function resolveOptions(
  request: RunRequest,
): (hashes: FileHashes) => Promise<RunSpec> {
  const suite = suiteNamed(request.suite);
  checkDataset(suite, request.dataset);
  const tuner = oneOf(request.tuner, TUNER_NAMES, "tuner");
  const regulariser = oneOf(request.regulariser, REGULARISER_NAMES, "regulariser");
  const method = methodName({ tuner, regulariser });
  checkComposes(tuner, regulariser);
  const named = request.settings.filter(({ name }) => name === "recipe").at(-1);
  const { dataset, seed } = request;
  const changes: Options = {
    ...suite.recipes,
    ...(named === undefined ? {} : { recipe: named.text }),
  };
  const defaults = methodOptions(tuner, regulariser, changes, dataset);
  const { shots, ...resolved } = withDecidedContext(
    tuner,
    applySettings(defaults, request.settings, method),
  );
  checkViews(resolved);
  const recipe = recordedRecipe(resolved, suite, dataset);
  const spec = { format: SPEC_FORMAT, suite: suite.name, dataset, tuner, regulariser };
  return async (hashes) => {
    const files = {
      ...(await outlierHash(spec, recipe)),
      ...(await descriptionsHash(spec, recipe)),
    };
    return parseSpec(
      { ...spec, shots, seed, recipe: { ...recipe, ...files }, ...hashes },
      method,
    );
  };
}

/** @throws PromptcalError for an unknown augmentation, or one without views */
function checkViews({ views, augmentation }: Options): void {
  const name = oneOf(String(augmentation ?? "coop"), AUGMENTATIONS, "augmentation");
  if (views !== null || name === "coop") return;
  throw mismatch({
    what: `option views with augmentation ${name}`,
    expected: "a number of views",
    got: "null, images as they are tested",
    fix: "set views to 0, new ones in each epoch, or augmentation to coop",
  });
}

/** The hash of the images that outliers are chosen from: other images would be another run. */
async function outlierHash(
  { suite, dataset, regulariser }: Pick<RunSpec, "suite" | "dataset" | "regulariser">,
  recipe: Options,
): Promise<Options> {
  if (regulariser !== "dor-image") return {};
  const { outlierPool } =
    require("../run/outlier-pool") as typeof import("../run/outlier-pool");
  return { "dor-image.hash": (await outlierPool(suite, dataset, recipe)).hash };
}

/** The hash of the descriptions that the tuner is given. */
async function descriptionsHash(
  { suite, dataset }: Pick<RunSpec, "suite" | "dataset">,
  recipe: Options,
): Promise<Options> {
  if ((recipe["descriptions"] ?? null) === null) return {};
  const data = await loadedDataset(suiteNamed(suite), dataset);
  return describedClasses(data, recipe)!.hash;
}
