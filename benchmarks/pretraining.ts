import { transformerArchitecture } from "../src/encoders/towers/clip-model";
import type { Tokenizer } from "../src/encoders/tokens/tokenizer";
import { adamWState, adamWStep } from "../src/engine/optimisers/adamw-variables";
import { startBackend } from "../src/engine/backend";
import { tf } from "../src/engine/tf";
import { PromptcalError } from "../src/errors/promptcal-error";
import { seededRandom } from "../src/random/random";
import { wordnetNouns } from "../src/regularisers/outliers/wordnet";
import { tokenRows } from "../src/pretraining/caption-tokens";
import type { Corpus } from "../src/pretraining/corpus";
import { makeBatch } from "../src/pretraining/make-batch";
import { initialiseClip } from "../src/pretraining/parameters";
import { PRETRAINING } from "../src/pretraining/recipe";
import { lossAndGradients } from "../src/pretraining/step";
import { measure } from "./measure";
import { perSecond, type Row } from "./row";

const ICONS = 1024;

/**
 * Whole steps of pretraining at the recipe's first batch size, drawing and augmenting included, on the
 * native backend. Pixels are noise and captions nouns: neither changes the work.
 * @returns the row, or why there is none
 */
export async function pretrainingRow(tokenizer: Tokenizer): Promise<Row | string> {
  try {
    await startBackend("tensorflow");
  } catch (error) {
    if (!(error instanceof PromptcalError)) throw error;
    return `Pretraining was not measured: ${error.message}`;
  }
  const sizes = transformerArchitecture(PRETRAINING.architecture);
  const random = seededRandom("benchmark", "pretraining");
  const corpus = noiseCorpus(sizes.image_resolution);
  const captions = corpus.icons.map(({ caption }) => caption);
  const { encode, start, end } = tokenizer;
  const table = tokenRows(captions, encode, start, end);
  const clip = initialiseClip(sizes, table.ids.length, 1);
  const logScale = tf.variable(tf.scalar(Math.log(1 / 0.07)), true, "logit_scale");
  const parameters = { ...clip.parameters, logit_scale: logScale };
  const state = adamWState(parameters);
  const n = PRETRAINING.batch[0];
  const { longShare } = PRETRAINING;
  const source = { corpus, encode, tokens: table, longest: sizes.context_length };
  const timing = measure(() => {
    const icons = Array.from({ length: n }, () => Math.floor(random() * ICONS));
    const mix = { augment: true, longShare, wordsShare: 0 };
    const batch = makeBatch(source, icons, mix, random);
    const { loss, accuracy, gradients } = lossAndGradients(clip, logScale, batch);
    adamWStep(parameters, gradients, state, PRETRAINING.rate);
    loss.dataSync();
    tf.dispose([loss, accuracy, gradients]);
  });
  tf.disposeVariables();
  const threads = process.env.TF_NUM_INTRAOP_THREADS ?? "one per core";
  return perSecond(
    `pretraining, batches of ${n}, threads: ${threads}`,
    "native",
    "images",
    n,
    timing,
  );
}

function noiseCorpus(size: number): Corpus {
  const random = seededRandom("benchmark", "pixels");
  const nouns = wordnetNouns().filter((noun) => /^[a-z]+$/.test(noun));
  const stride = Math.floor(nouns.length / ICONS);
  const images = new Uint8Array(ICONS * size * size * 3);
  for (let i = 0; i < images.length; i++) images[i] = 256 * random();
  const icons = Array.from({ length: ICONS }, (_, i) => ({
    set: "noise",
    family: "noise",
    caption: nouns[i * stride]!,
  }));
  return { size, images, icons };
}
