import type { ClipModel } from "../encoders/towers/clip-model";
import { templateFeatures } from "../encoders/prompts/prompt-templates";
import { candidateFeatures } from "./outliers/candidate-features";
import {
  namesIncluded,
  usableNouns,
  withoutClasses,
  type UsableRules,
} from "./outliers/candidates";
import {
  nearestScores,
  outlierScores,
  selectOutliers,
  type OutlierChoice,
} from "./outliers/select";
import { prepareCandidates, type PreparationOptions } from "./outliers/prepare-candidates";
import { wordnetNouns } from "./outliers/wordnet";
import { PromptcalError } from "../errors/promptcal-error";
import type { Random } from "../random/random";
import type { Outliers } from "./outliers/outliers";
import type { OutlierReport } from "./outlier-report";
import type { TunerSetting } from "../methods/tuner";

/** Which nouns; as DOR's options of these names. */
export interface OutlierOptions {
  readonly candidates: number;
  readonly choice: OutlierChoice;
  readonly template: string | null;
  readonly max_words: number;
  readonly remove_head_nouns: boolean;
}

export interface OutlierRequest {
  readonly setting: TunerSetting;
  readonly options: OutlierOptions;
  /** For the choice `oracle`, and for the report. */
  readonly newClassNames: readonly string[];
  /** For the choice `random`. */
  readonly random: Random;
  readonly cacheFolder?: string;
}

/** Chooses K WordNet nouns for a run. @throws PromptcalError when no noun is left */
export function chooseOutliers(request: OutlierRequest): {
  outliers: Outliers;
  report: OutlierReport;
} {
  const { newClassNames, options } = request;
  const template = options.template ?? request.setting.template;
  const setting = { ...request.setting, template };
  const { model, tokenizer, classNames } = setting;
  const { choice } = options;
  if (choice === "oracle") return oracle(setting, newClassNames);
  const vocabulary = vocabularyOf(setting, options.max_words, request.cacheFolder);
  const { kept, removed } = withoutClasses(vocabulary.names, classNames, {
    removeHeadNouns: options.remove_head_nouns,
  });
  const dimension = model.architecture.embed_dim;
  const features = rowsOf(vocabulary.features, kept, dimension);
  const ofClasses = templateFeatures(model, tokenizer, classNames, template);
  const score = choice === "near-max" ? nearestScores : outlierScores;
  const scores = score(features, ofClasses.dataSync<"float32">(), dimension);
  ofClasses.dispose();
  const chosen = selectOutliers(scores, options.candidates, choice, request.random);
  if (chosen.length === 0) {
    throw new PromptcalError(
      `outliers: expected at least one noun, got none of ${vocabulary.names.length} usable ones`,
    );
  }
  const names = Array.from(chosen, (i) => vocabulary.names[kept[i]!]!);
  return {
    outliers: { names, features: rowsOf(features, chosen, dimension) },
    report: {
      candidates: vocabulary.names.length,
      chosen: names.length,
      removed: { ...vocabulary.removed, ...removed },
      newNamesIncluded: namesIncluded(names, newClassNames),
    },
  };
}

/** The true new classes: what the best choice of words could do, since tuning may not know them. */
function oracle(
  { model, tokenizer, template }: TunerSetting,
  newClassNames: readonly string[],
): { outliers: Outliers; report: OutlierReport } {
  const rows = templateFeatures(model, tokenizer, newClassNames, template);
  const features = rows.dataSync<"float32">().slice();
  rows.dispose();
  return {
    outliers: { names: newClassNames, features },
    report: {
      candidates: newClassNames.length,
      chosen: newClassNames.length,
      removed: {},
      newNamesIncluded: newClassNames,
    },
  };
}

interface Vocabulary {
  readonly names: readonly string[];
  /** Unit zero-shot features, flat [names, embed]. */
  readonly features: Float32Array;
  readonly removed: Readonly<Record<string, number>>;
}

/** Usable nouns with features, which do not depend on the classes: kept for the runs of a process. */
const vocabularies = new WeakMap<ClipModel, Map<string, Vocabulary>>();

function vocabularyOf(
  { model, tokenizer, template }: TunerSetting,
  maxWords: number,
  cacheFolder: string | undefined,
): Vocabulary {
  const ofModel = vocabularies.get(model) ?? new Map<string, Vocabulary>();
  vocabularies.set(model, ofModel);
  const key = `${maxWords} ${template}`;
  const before = ofModel.get(key);
  if (before !== undefined) return before;
  const { names, removed } = usableNouns(
    wordnetNouns(),
    tokenizer,
    usableRules(model, maxWords),
  );
  const features = candidateFeatures({
    model,
    tokenizer,
    names,
    template,
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
  });
  const made = { names, features, removed };
  ofModel.set(key, made);
  return made;
}

function usableRules({ trainedTokens }: ClipModel, maxWords: number): UsableRules {
  return trainedTokens === undefined ? { maxWords } : { maxWords, trainedTokens };
}

/**
 * Encodes the nouns of a run into the cache, where `chooseOutliers` finds them: in portions, with progress, and
 * stopped by a signal.
 */
export async function prepareOutliers(
  {
    setting,
    options,
    cacheFolder,
  }: Pick<OutlierRequest, "setting" | "options"> & { readonly cacheFolder: string },
  work: PreparationOptions,
): Promise<void> {
  const { model, tokenizer } = setting;
  const template = options.template ?? setting.template;
  const known = vocabularies.get(model)?.has(`${options.max_words} ${template}`);
  if (options.choice === "oracle" || known === true) return;
  const rules = usableRules(model, options.max_words);
  const { names } = usableNouns(wordnetNouns(), tokenizer, rules);
  await prepareCandidates({ model, tokenizer, names, template, cacheFolder }, work);
}

function rowsOf(flat: Float32Array, indices: Int32Array, dimension: number): Float32Array {
  const out = new Float32Array(indices.length * dimension);
  indices.forEach((row, at) =>
    out.set(flat.subarray(row * dimension, (row + 1) * dimension), at * dimension),
  );
  return out;
}
