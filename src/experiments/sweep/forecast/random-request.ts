import type { ClipModel } from "../../../encoders/towers/clip-model";
import type { Options } from "../../../methods/option";
import { tunerNamed } from "../../../methods/registry";
import { seededRandom } from "../../../random/random";
import type { OutlierImages } from "../../../regularisers/outlier-images";
import { regulariserNamed } from "../../../regularisers/registry";
import { usableNouns } from "../../../regularisers/outliers/candidates";
import { wordnetNouns } from "../../../regularisers/outliers/wordnet";
import type { TuneRequest } from "../../../training/tune";
import { valuesOf } from "../../run/images/image-memory";
import { tokenizer } from "../../run/shared-tokenizer";
import { suiteOptions } from "../../spec/run-options";
import type { RunSpec } from "../../spec/spec";
import type { Suite } from "../../suites/suite-definition";

/** Images at least. */
export const IMAGES = 4;

/** Byte-pair tokens of a noun that is timed; nearly all have fewer. */
const MAX_NOUN_TOKENS = 8;

/**
 * The tuning of a run's method on a batch of images of random values: no time and no memory of a step depends on what
 * the images show. Outlier words are some nouns, so that not all of WordNet is encoded first.
 * @param of classes to tune on, and epochs, of a step each where a batch has at least `IMAGES` images
 */
export function randomRequest(
  spec: RunSpec,
  suite: Suite,
  model: ClipModel,
  of: { readonly classNames: readonly string[]; readonly epochs: number },
): TuneRequest {
  const { classNames } = of;
  const { imageInput } = tunerNamed(spec.tuner);
  const values = valuesOf({ kind: imageInput }, model);
  const count = Math.max(Number(spec.recipe["batch"] ?? 1), IMAGES);
  const images = randomRows(count, values);
  const labels = Int32Array.from({ length: count }, (_, i) => i % classNames.length);
  const perStep = Number(spec.recipe[`${spec.regulariser}.batch`] ?? 1);
  const epochs: Options = "epochs" in spec.recipe ? { epochs: of.epochs } : {};
  return {
    model,
    tokenizer: tokenizer(),
    tuner: spec.tuner,
    regulariser: spec.regulariser,
    options: { ...spec.recipe, ...epochs, ...unprepared(spec.regulariser) },
    template: suiteOptions(spec.recipe, suite, spec.dataset).template,
    classNames,
    newClassNames: shortNouns(model, perStep),
    trainImages: [images],
    trainLabels: labels,
    validation: () => Promise.resolve({ images, labels }),
    outlierImages: randomOutliers(2 * perStep, model, values),
    seed: spec.seed,
  };
}

/** At least that many nouns of the usual length, from the whole of WordNet. */
export function shortNouns({ trainedTokens }: ClipModel, count: number): readonly string[] {
  const nouns = wordnetNouns();
  const step = Math.floor(nouns.length / (8 * count));
  const some = Array.from({ length: 8 * count }, (_, i) => nouns[i * step]!);
  const rules = { maxWords: 3, maxTokens: MAX_NOUN_TOKENS };
  const usable = usableNouns(some, tokenizer(), {
    ...rules,
    ...(trainedTokens === undefined ? {} : { trainedTokens }),
  });
  return usable.names.slice(0, count);
}

/** Options of a regulariser with which nothing has to be encoded. */
function unprepared(regulariser: string): Options {
  const options = regulariserNamed(regulariser)?.unprepared ?? {};
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${regulariser}.${name}`, value]],
    ),
  );
}

function randomOutliers(
  count: number,
  { architecture }: ClipModel,
  values: number,
): OutlierImages {
  const images = randomRows(count, values);
  return {
    features: randomRows(count, architecture.embed_dim),
    count,
    images: (indices) => {
      const rows = new Float32Array(indices.length * values);
      indices.forEach((at, row) =>
        rows.set(images.subarray(at * values, (at + 1) * values), row * values),
      );
      return Promise.resolve(rows);
    },
    report: { candidates: count, chosen: count, removed: {}, newNamesIncluded: [] },
  };
}

/** Rows of length 1, as features have it; of pixels and patches no number depends on their size. */
export function randomRows(count: number, values: number): Float32Array {
  const random = seededRandom("measurement", count, values);
  const rows = new Float32Array(count * values);
  const period = Float32Array.from({ length: 8191 }, () => random() - 0.5);
  const scale = Math.sqrt(12 / values);
  for (let i = 0; i < rows.length; i++) rows[i] = scale * period[i % period.length]!;
  return rows;
}
