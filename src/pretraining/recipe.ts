/**
 * How the bundled model was pretrained; every field is recorded in its model card.
 * What each is for, and what a trial showed without it, stands in docs/pretraining.md.
 */
export interface PretrainingRecipe {
  readonly architecture: "icons-mini";
  readonly seed: number;
  /** Length of the training in images seen. */
  readonly images: number;
  /** Batch size at first and after `largeBatchFrom`. */
  readonly batch: readonly [number, number];
  /** The fields below are shares of `images`. */
  readonly largeBatchFrom: number;
  readonly augmentFrom: number;
  readonly longTemplatesFrom: number;
  /** From here the logit scale is no longer learned but raised on a log line ... */
  readonly rampFrom: number;
  /** ... to `rampTo` at this point, and held. */
  readonly holdFrom: number;
  /** Null where the scale is learned to the end, in the refinements too. */
  readonly rampTo: number | null;
  /** Share of the captions of a batch that get a long template. */
  readonly longShare: number;
  readonly rate: number;
  /** Learning rate at the end, as a share of `rate`; cosine between. */
  readonly finalRate: number;
  readonly warmUpSteps: number;
  readonly weightDecay: number;
  /** What follows when `images` have been seen, one after the other, at the held scale if it was raised. */
  readonly refinements: readonly Refinement[];
  /** Sampling weight of some sets, by prefix; 1 for all others. */
  readonly setWeights: Readonly<Record<string, number>>;
}

/**
 * A stage after the main part in which names also stand behind arbitrary words, so that the text
 * tower finds them behind whatever a tuner learns to put there.
 */
export interface Refinement {
  /** Its length as a share of `images`. */
  readonly share: number;
  readonly batch: number;
  /** Learning rate at its start; cosine down to the share `finalRate` of it. */
  readonly rate: number;
  /** Share of the captions of a batch that stand behind arbitrary words. */
  readonly wordsShare: number;
}

export const PRETRAINING: PretrainingRecipe = {
  architecture: "icons-mini",
  seed: 1,
  images: 1_000_000,
  batch: [256, 512],
  largeBatchFrom: 0.35,
  augmentFrom: 0.06,
  longTemplatesFrom: 0.12,
  rampFrom: 0.75,
  holdFrom: 0.9,
  rampTo: 60,
  longShare: 0.25,
  rate: 1e-3,
  finalRate: 0.02,
  warmUpSteps: 60,
  weightDecay: 0.05,
  refinements: [{ share: 0.2, batch: 512, rate: 3e-4, wordsShare: 0.5 }],
  setWeights: { iconmind: 0.33, "material-symbols": 0.7, "material-symbols-light": 0.7 },
};

/** What the recipe says for one moment of the training. */
export interface Moment {
  readonly batch: number;
  readonly rate: number;
  readonly augment: boolean;
  /** Share of the captions behind long templates, and behind arbitrary words. */
  readonly longShare: number;
  readonly wordsShare: number;
  /** Logit scale to impose; undefined while it is learned. */
  readonly scale: number | undefined;
}

/**
 * Resolves the recipe.
 * @param seen images seen before this step
 * @param step number of steps made before this one
 * @param rampStart logit scale at the start of the ramp
 */
export function momentOf(
  recipe: PretrainingRecipe,
  seen: number,
  step: number,
  rampStart: number,
): Moment {
  const share = seen / recipe.images;
  const warmUp = Math.min(1, (step + 1) / recipe.warmUpSteps);
  if (share >= 1) return refinementMoment(recipe, seen);
  return {
    batch: recipe.batch[share < recipe.largeBatchFrom ? 0 : 1],
    rate: warmUp * cosineBetween(recipe.rate, recipe.finalRate, share),
    augment: share >= recipe.augmentFrom,
    longShare: share >= recipe.longTemplatesFrom ? recipe.longShare : 0,
    wordsShare: 0,
    scale: raisedScale(recipe, share, rampStart),
  };
}

/** On the log line from `rampStart` to `rampTo`; undefined before it, or where there is none. */
function raisedScale(
  { rampFrom, holdFrom, rampTo }: PretrainingRecipe,
  share: number,
  rampStart: number,
): number | undefined {
  if (rampTo === null || share < rampFrom) return undefined;
  const ramp = Math.min(1, (share - rampFrom) / (holdFrom - rampFrom));
  return rampStart * (rampTo / rampStart) ** ramp;
}

function refinementMoment(recipe: PretrainingRecipe, seen: number): Moment {
  let before = recipe.images;
  let refinement = recipe.refinements[0]!;
  for (const next of recipe.refinements.slice(1)) {
    const end = before + refinement.share * recipe.images;
    if (seen < end) break;
    [before, refinement] = [end, next];
  }
  const { share, batch, rate, wordsShare } = refinement;
  return {
    batch,
    rate: cosineBetween(rate, recipe.finalRate, (seen - before) / (share * recipe.images)),
    augment: true,
    longShare: 0,
    wordsShare,
    scale: recipe.rampTo ?? undefined,
  };
}

/** Images of the whole training. */
export function imagesOf({ images, refinements }: PretrainingRecipe): number {
  return refinements.reduce((sum, { share }) => sum + Math.round(images * share), images);
}

/** From `rate` down to the share `last` of it along half a cosine. */
function cosineBetween(rate: number, last: number, share: number): number {
  const cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, share)));
  return rate * (last + (1 - last) * cosine);
}
