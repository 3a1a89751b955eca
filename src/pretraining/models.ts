import { join } from "node:path";
import { checked } from "../files/json/checked";
import { readJson } from "../files/json/parse-json";
import { fields, TEXTS } from "../files/json/schema";
import { PRETRAINING, type PretrainingRecipe } from "./recipe";

/** What sets a model apart from the others. */
interface ModelDifferences {
  /** Fixes the first weights, the order of the icons and their augmentation. */
  readonly seed: number;
  /** The part of the families that the model is not trained on, see `familiesOf`. */
  readonly leftOut: number;
}

/**
 * The bundled models: one recipe, three seeds. Each leaves out another fifth of the pretraining
 * families.
 */
const SEEDED_MODELS = {
  icons: { seed: 1, leftOut: 0 },
  "icons-b": { seed: 2, leftOut: 1 },
  "icons-c": { seed: 3, leftOut: 2 },
} as const satisfies Readonly<Record<string, ModelDifferences>>;

/**
 * Controls: twins of a model, whose logit scale is learned to the end and never raised. Everything
 * before the ramp is the twin's, bit by bit.
 */
const LEARNED_SCALE_MODELS = {
  "icons-b-learned": SEEDED_MODELS["icons-b"],
} as const satisfies Readonly<Record<string, ModelDifferences>>;

const MODELS = { ...SEEDED_MODELS, ...LEARNED_SCALE_MODELS };

export type PretrainedModel = keyof typeof MODELS;

/** Names of the models of one recipe; the first is the one that suites use by default. */
export const MODEL_NAMES = Object.keys(SEEDED_MODELS) as readonly PretrainedModel[];

/** Names of the controls. */
export const CONTROL_NAMES = Object.keys(
  LEARNED_SCALE_MODELS,
) as readonly PretrainedModel[];

/** The recipe of a model. */
export function recipeOf(model: PretrainedModel): PretrainingRecipe {
  const own = { ...PRETRAINING, seed: MODELS[model].seed };
  return CONTROL_NAMES.includes(model) ? { ...own, rampTo: null } : own;
}

/** This number of the largest families are in every model: they have more than half of all names. */
const IN_EVERY_MODEL = 3;
const PARTS = 5;

/**
 * The families that a model is trained on. The largest three are in every model. The others are dealt
 * to five parts of about equal size, the largest first, each to the part with the fewest icons so far;
 * a model leaves out one part.
 * @param icons the icons of all pretraining families
 */
export function familiesOf(
  model: PretrainedModel,
  icons: readonly { readonly family: string }[],
): ReadonlySet<string> {
  const sizes = new Map<string, number>();
  for (const { family } of icons) sizes.set(family, (sizes.get(family) ?? 0) + 1);
  const bySize = [...sizes].sort(
    ([a, sizeOfA], [b, sizeOfB]) => sizeOfB - sizeOfA || (a < b ? -1 : 1),
  );
  const parts = Array.from({ length: PARTS }, () => ({
    icons: 0,
    families: [] as string[],
  }));
  for (const [family, size] of bySize.slice(IN_EVERY_MODEL)) {
    const part = parts.reduce((least, other) =>
      other.icons < least.icons ? other : least,
    );
    part.icons += size;
    part.families.push(family);
  }
  const leftOut = new Set(parts[MODELS[model].leftOut]!.families);
  return new Set([...sizes.keys()].filter((family) => !leftOut.has(family)));
}

const CLASS_WORDS = fields({ words: TEXTS });

/**
 * Words of the class names of all candidate data sets, `data/icons/pretraining/class-words.json`.
 * The models know their tokens, from text alone: no picture of a data set is in the training.
 */
export function classWords(): readonly string[] {
  const path = join(
    ...[__dirname, "..", "..", "data", "icons", "pretraining", "class-words.json"],
  );
  return checked(CLASS_WORDS, readJson(path, "class words"), "class words", path).words;
}
