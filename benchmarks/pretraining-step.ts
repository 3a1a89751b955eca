/** Whole steps of pretraining, in turns, in a process of its own: `node --import tsx benchmarks/pretraining-step.ts PRODUCTS FILE`. */
import { clipTokenizer, type Tokenizer } from "../src/encoders/tokens/tokenizer";
import { transformerArchitecture } from "../src/encoders/towers/clip-model";
import { startBackend } from "../src/engine/backend";
import { allowBfloat16 } from "../src/engine/native/native";
import { adamWState, adamWStep } from "../src/engine/optimisers/adamw-variables";
import { tf } from "../src/engine/tf";
import { writeJsonAtomic } from "../src/files/atomic-file";
import { tokenRows } from "../src/pretraining/caption-tokens";
import type { Corpus } from "../src/pretraining/corpus";
import { makeBatch } from "../src/pretraining/make-batch";
import { initialiseClip } from "../src/pretraining/parameters";
import { PRETRAINING } from "../src/pretraining/recipe";
import { lossAndGradients } from "../src/pretraining/step";
import { seededRandom } from "../src/random/random";
import { wordnetNouns } from "../src/regularisers/outliers/wordnet";
import { takeTurns } from "./vit-b16/turns";

const ICONS = 1024;

async function main([products, file]: readonly string[]): Promise<void> {
  if (products === "bfloat16") allowBfloat16();
  await startBackend("tensorflow");
  writeJsonAtomic(file!, await takeTurns(pretrainingStep(clipTokenizer())));
}

/**
 * A step at the recipe's larger batch size, drawing and augmenting included. Pixels are noise and captions nouns:
 * neither changes the work.
 */
function pretrainingStep({ encode, start, end }: Tokenizer): () => void {
  const sizes = transformerArchitecture(PRETRAINING.architecture);
  const random = seededRandom("benchmark", "pretraining");
  const corpus = noiseCorpus(sizes.image_resolution);
  const captions = corpus.icons.map(({ caption }) => caption);
  const table = tokenRows(captions, encode, start, end);
  const clip = initialiseClip(sizes, table.ids.length, 1);
  const logScale = tf.variable(tf.scalar(Math.log(1 / 0.07)), true, "logit_scale");
  const parameters = { ...clip.parameters, logit_scale: logScale };
  const state = adamWState(parameters);
  const { batch: batches, longShare, rate } = PRETRAINING;
  const source = { corpus, encode, tokens: table, longest: sizes.context_length };
  return () => {
    const icons = Array.from({ length: batches[1] }, () => Math.floor(random() * ICONS));
    const mix = { augment: true, longShare, wordsShare: 0 };
    const batch = makeBatch(source, icons, mix, random);
    const { loss, accuracy, gradients } = lossAndGradients(clip, logScale, batch);
    adamWStep(parameters, gradients, state, rate);
    loss.dataSync();
    tf.dispose([loss, accuracy, gradients]);
  };
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

main(process.argv.slice(2)).catch((error: unknown) => {
  // The last line of standard error is what the benchmark reports.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
