import { splitBaseNew } from "../../datasets/base-new";
import { templateFeatures } from "../../encoders/prompts/prompt-templates";
import { requireKind } from "../../files/file-kind";
import { canonicalHash } from "../../files/json/canonical-json";
import { sha256, sha256FileSync } from "../../files/hash";
import type { NamedArrays } from "../../predictions/array-predictions";
import { withNpzArrays } from "../../predictions/read-npz";
import { withSafetensorsArrays } from "../../predictions/read-safetensors";
import { labelsOf } from "../run/predict";
import {
  CLASS_SETS,
  type Predictions,
  type ClassSet,
  type ClassSetPredictions,
} from "../run/predictions";
import { provenanceOf } from "../run/provenance";
import { runMetrics } from "../run/run-metrics";
import { tokenizer } from "../run/shared-tokenizer";
import { suiteOptions } from "../spec/run-options";
import { parseSpec, SPEC_FORMAT } from "../spec/spec";
import { addRun, type AddedRun } from "../store/add-run";
import {
  currentHashes,
  loadedBackend,
  loadedDataset,
  loadedModel,
} from "../suites/loaded-suite";
import type { Suite } from "../suites/suite-definition";
import { classSetScores, type ClassSetScores } from "./class-set-scores";
import { IMPORTED, LABEL } from "./imported-recipe";

/** How stored logits become a run. */
export interface LogitImport {
  readonly suite: Suite;
  readonly store: string;
  readonly dataset: string;
  /** Any name: it stands in tables and figures. */
  readonly tuner: string;
  readonly regulariser: string;
  readonly seed: number;
  readonly shots: number;
  readonly label?: string | undefined;
}

/**
 * Makes a run of logits of base and new test images that any program computed: arrays `base_logits` and
 * `new_logits` of shape [n, classes] in the order of the data set's test images and classes, or `base_probs` and
 * `new_probs`. Optional: `base_labels`, which have to be the data set's, and `base_text_features` of shape
 * [classes, d].
 * @throws PromptcalError for another kind of file, or arrays that are not those of the data set
 */
export async function importLogits(path: string, request: LogitImport): Promise<AddedRun> {
  const { suite, dataset, tuner, regulariser, shots, seed, label, store } = request;
  const kind = requireKind(
    path,
    ["zip", "safetensors"] as const,
    "logits as an NPZ or safetensors file",
    "in Python: numpy.savez(file, base_logits=..., new_logits=...)",
  );
  const data = await loadedDataset(suite, dataset);
  const sets = splitBaseNew(data.dataset);
  const read = (arrays: NamedArrays): Record<ClassSet, ClassSetScores> => ({
    base: classSetScores(arrays, "base", sets.base, path),
    new: classSetScores(arrays, "new", sets.new, path),
  });
  const scores =
    kind === "zip" ? await withNpzArrays(path, read) : withSafetensorsArrays(path, read);
  const ofSuite = suiteOptions({}, suite, dataset);
  const spec = parseSpec(
    {
      ...{
        format: SPEC_FORMAT,
        suite: suite.name,
        dataset,
        tuner,
        regulariser,
        shots,
        seed,
      },
      recipe: {
        [IMPORTED]: scoresHash(scores),
        template: ofSuite.template,
        ...(label === undefined ? {} : { [LABEL]: label }),
      },
      ...(await currentHashes(suite, dataset)),
    },
    path,
  );
  return addRun(store, spec, async () => {
    const started = new Date();
    const model = await loadedModel(suite);
    const predictions = Object.fromEntries(
      CLASS_SETS.map((set): [ClassSet, ClassSetPredictions] => {
        const { classNames } = sets[set];
        const frozen = templateFeatures(model, tokenizer(), classNames, ofSuite.template);
        const zeroShotTextFeatures = frozen.dataSync<"float32">().slice();
        frozen.dispose();
        const labels = labelsOf(sets[set].test);
        return [set, { classNames, labels, zeroShotTextFeatures, ...scores[set] }];
      }),
    ) as Predictions;
    const imported = {
      file: path,
      hash: sha256FileSync(path),
      unknown: ["how it was tuned"],
    };
    const backend = (await loadedBackend()).name;
    return {
      ...{ spec, predictions, parameters: {}, history: [], outliers: null },
      metrics: runMetrics(predictions),
      provenance: provenanceOf(spec, backend, started, imported),
    };
  });
}

/** SHA-256 over all arrays, so that other logits are another run. */
function scoresHash(scores: Readonly<Record<ClassSet, ClassSetScores>>): string {
  const hash = (data: Float32Array): string =>
    sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return canonicalHash(
    CLASS_SETS.map((set) => [scores[set].logits, scores[set].textFeatures].map(hash)),
  );
}
