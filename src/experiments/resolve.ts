import { mismatch, oneOf } from "../numeric/errors";
import { composes } from "../tuners/recipes";
import { currentHashes } from "./loaded-suite";
import { methodOptions, REGULARISER_NAMES, TUNER_NAMES } from "./methods";
import { applySettings, type Setting } from "./options";
import { methodName, parseSpec, SPEC_FORMAT, type RunSpec } from "./spec";
import { checkDataset, suiteNamed } from "./suite";

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
 * setting's), weights and data their hashes.
 * @throws PromptcalError for an unknown suite, data set, tuner, regulariser or option, with the valid
 *   ones and the nearest match, and for missing or altered files
 */
export async function resolveSpec(request: RunRequest): Promise<RunSpec> {
  const unhashed = resolveOptions(request);
  return unhashed(await currentHashes(request.suite, request.dataset));
}

/**
 * The part of `resolveSpec` that reads no model and no image; names and options are checked at once.
 * @returns what makes the spec when the hashes are known
 */
export function resolveOptions(request: RunRequest): (hashes: FileHashes) => RunSpec {
  const suite = suiteNamed(request.suite);
  checkDataset(suite, request.dataset);
  const tuner = oneOf(request.tuner, TUNER_NAMES, "tuner");
  const regulariser = oneOf(request.regulariser, REGULARISER_NAMES, "regulariser");
  const method = methodName({ tuner, regulariser });
  if (!composes(tuner, regulariser)) {
    throw mismatch({
      what: `regulariser of ${tuner}`,
      expected: `one of ${REGULARISER_NAMES.filter((name) => composes(tuner, name)).join(", ")}`,
      got: `${regulariser}, which acts on nothing that ${tuner} trains`,
    });
  }
  const named = request.settings.filter(({ name }) => name === "recipe").at(-1);
  const defaults = methodOptions(tuner, regulariser, {
    ...suite.recipes,
    ...(named === undefined ? {} : { recipe: named.text }),
  });
  const { shots, ...recipe } = applySettings(defaults, request.settings, method);
  const { dataset, seed } = request;
  const spec = { format: SPEC_FORMAT, suite: suite.name, dataset, tuner, regulariser };
  return (hashes) => parseSpec({ ...spec, shots, seed, recipe, ...hashes }, method);
}
