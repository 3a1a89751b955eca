/** A process that times the frozen towers on images and nouns, and ends. It is sent an `EncodingOrder`. */
import { splitBaseNew } from "../../../../src/datasets/base-new";
import { encodeImages } from "../../../../src/experiments/run/images/encode";
import { tokenizer } from "../../../../src/experiments/run/shared-tokenizer";
import { suiteOptions } from "../../../../src/experiments/spec/run-options";
import {
  loadedDataset,
  loadedModel,
} from "../../../../src/experiments/suites/loaded-suite";
import { suiteNamed } from "../../../../src/experiments/suites/suite";
import { computeCandidateFeatures } from "../../../../src/regularisers/outliers/candidate-features";
import { usableNouns } from "../../../../src/regularisers/outliers/candidates";
import { wordnetNouns } from "../../../../src/regularisers/outliers/wordnet";
import { cpuSeconds } from "./cpu-seconds";

export interface EncodingOrder {
  readonly suite: string;
  readonly dataset: string;
}

/** Core-seconds of an image and of a noun. */
export interface EncodingFindings {
  readonly images: number;
  readonly nouns: number;
  /** Usable nouns in all. */
  readonly count: number;
}

/** Nouns that are timed, evenly out of all. */
const TIMED = 256;
const IMAGES = 8;

async function measured({
  suite: name,
  dataset,
}: EncodingOrder): Promise<EncodingFindings> {
  const suite = suiteNamed(name);
  const model = await loadedModel(suite);
  const data = await loadedDataset(suite, dataset);
  const items = splitBaseNew(data.dataset).base.test.slice(0, IMAGES);
  const { names } = usableNouns(wordnetNouns(), tokenizer(), { maxWords: 3 });
  const step = Math.floor(names.length / TIMED);
  const some = Array.from({ length: TIMED }, (_, i) => names[i * step]!);
  const { template } = suiteOptions({}, suite, dataset);
  const request = { model, tokenizer: tokenizer(), names: some, template };
  let [images, nouns] = [0, 0];
  // The first of two prepares what the second reuses.
  for (let i = 0; i < 2; i++) {
    const started = cpuSeconds();
    await encodeImages(model, data, items, { cache: null });
    const between = cpuSeconds();
    computeCandidateFeatures(request);
    images = (between - started) / items.length;
    nouns = (cpuSeconds() - between) / TIMED;
  }
  return { images, nouns, count: names.length };
}

process.once("message", (order: EncodingOrder) => {
  void measured(order).then((found) => process.send!(found, () => process.exit(0)));
});
