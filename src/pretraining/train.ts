import { appendFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  adamWState,
  adamWStep,
  type AdamWState,
} from "../engine/optimisers/adamw-variables";
import type { Precision } from "../engine/native/native";
import { tf, type Scalar, type Tensor, type Variable } from "../engine/tf";
import { transformerArchitecture } from "../encoders/towers/clip-model";
import type { Architecture } from "../encoders/towers/architecture";
import { writeFileAtomic } from "../files/atomic-file";
import { canonicalHash } from "../files/json/canonical-json";
import { randomFromState, seededRandom, type SeededRandom } from "../random/random";
import { iconSampler } from "./batch";
import { tokenRows, type Encode, type TokenRows } from "./caption-tokens";
import { restoreCheckpoint, saveCheckpoint, type Progress } from "./checkpoint";
import { splitCorpus, type Corpus } from "./corpus";
import { readPretrainingHistory, type HistoryLine } from "./history-line";
import { makeBatch, type BatchSource } from "./make-batch";
import { initialiseClip, type TrainableClip } from "./parameters";
import { imagesOf, momentOf, type Moment, type PretrainingRecipe } from "./recipe";
import {
  batchLoss,
  inBatchAccuracy,
  lossAndGradients,
  type PretrainingBatch,
} from "./step";

export interface TrainOptions {
  /** Folder for `checkpoint.safetensors` and `history.jsonl`. */
  readonly folder: string;
  readonly corpus: Corpus;
  readonly encode: Encode;
  readonly start: number;
  readonly end: number;
  readonly recipe: PretrainingRecipe;
  /** What the backend computes products in, for the history. */
  readonly products: Precision;
  /** Words of names whose tokens the model should know without their pictures. */
  readonly names?: readonly string[];
  /** Stops after the current step and saves. */
  readonly signal?: AbortSignal;
  readonly onLine?: (line: HistoryLine) => void;
  /** Seconds between checkpoints, default 180. */
  readonly checkpointEvery?: number;
}

/** What a finished or interrupted training leaves in memory. */
export interface Training {
  readonly clip: TrainableClip;
  readonly logScale: Variable;
  readonly tokens: TokenRows;
  readonly sizes: Architecture;
  readonly progress: Progress;
  readonly finished: boolean;
}

/** OpenAI's first logit scale, 1 / 0.07, as a logarithm; and the bound while it is learned. */
const FIRST_LOG_SCALE = Math.log(1 / 0.07);
const MAX_LOG_SCALE = Math.log(100);
const LINE_EVERY = 20;
const HELD_OUT_EVERY = 200;
const HELD_OUT_BATCH = 512;

/**
 * Trains the miniature CLIP, or goes on from the checkpoint in `folder`.
 * Needs a backend with UnsortedSegmentSum (tensorflow or cpu).
 */
export async function train(options: TrainOptions): Promise<Training> {
  const { recipe, corpus, folder } = options;
  mkdirSync(folder, { recursive: true });
  const run = prepare(options);
  const checkpoint = join(folder, "checkpoint.safetensors");
  const history = join(folder, "history.jsonl");
  const { parameters, state, progress } = run;
  const random = randomFromState(progress.random);
  trimHistory(history, progress.step);
  const { training, heldOut } = splitCorpus(corpus);
  const draw = iconSampler(corpus, training, recipe);
  let sum = { loss: 0, accuracy: 0, steps: 0, seen: 0, since: Date.now() };
  let [saved, sitting] = [Date.now(), Date.now()];
  const secondsBefore = progress.seconds;
  while (progress.seen < imagesOf(recipe) && options.signal?.aborted !== true) {
    const moment = momentOf(recipe, progress.seen, progress.step, progress.rampStart);
    if (moment.scale !== undefined) run.logScale.assign(tf.scalar(Math.log(moment.scale)));
    const icons = draw(moment.batch, random);
    const batch = makeBatch(sourceOf(options, run), icons, moment, random);
    const { loss, accuracy } = update(run, batch, moment, recipe);
    sum = { ...sum, loss: sum.loss + loss, accuracy: sum.accuracy + accuracy };
    sum.steps += 1;
    sum.seen += moment.batch;
    progress.step += 1;
    progress.seen += moment.batch;
    progress.seconds = secondsBefore + (Date.now() - sitting) / 1000;
    if (moment.scale === undefined)
      progress.rampStart = Math.exp(run.logScale.dataSync()[0]!);
    if (progress.step % LINE_EVERY === 0) {
      const line: HistoryLine = {
        step: progress.step,
        seen: progress.seen,
        seconds: Math.round(progress.seconds),
        loss: sum.loss / sum.steps,
        accuracy: sum.accuracy / sum.steps,
        scale: Math.exp(run.logScale.dataSync()[0]!),
        rate: moment.rate,
        imagesPerSecond: sum.seen / ((Date.now() - sum.since) / 1000),
        ...(progress.step % HELD_OUT_EVERY === 0
          ? heldOutQuality(options, run, heldOut)
          : {}),
        products: options.products,
      };
      appendFileSync(history, `${JSON.stringify(line)}\n`);
      options.onLine?.(line);
      sum = { loss: 0, accuracy: 0, steps: 0, seen: 0, since: Date.now() };
    }
    if (Date.now() - saved > (options.checkpointEvery ?? 180) * 1000) {
      progress.random = random.state();
      saveCheckpoint(checkpoint, parameters, state, progress);
      saved = Date.now();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  sitting = Date.now();
  progress.random = random.state();
  saveCheckpoint(checkpoint, parameters, state, progress);
  const { clip, logScale, tokens, sizes } = run;
  return {
    clip,
    logScale,
    tokens,
    sizes,
    progress,
    finished: progress.seen >= imagesOf(recipe),
  };
}

interface Run {
  readonly clip: TrainableClip;
  readonly logScale: Variable;
  /** The clip's parameters and the logit scale. */
  readonly parameters: Readonly<Record<string, Variable>>;
  readonly state: AdamWState;
  readonly tokens: TokenRows;
  readonly sizes: Architecture;
  readonly progress: Progress;
}

function prepare(options: TrainOptions): Run {
  const { recipe, corpus, encode, start, end, folder, names } = options;
  const sizes = transformerArchitecture(recipe.architecture);
  const tokens = tokenRows(
    corpus.icons.map(({ caption }) => caption),
    encode,
    start,
    end,
    names,
  );
  const clip = initialiseClip(sizes, tokens.ids.length, recipe.seed);
  const logScale = tf.variable(tf.scalar(FIRST_LOG_SCALE), true, "logit_scale");
  const parameters = { ...clip.parameters, logit_scale: logScale };
  const state = adamWState(parameters);
  const captions = corpus.icons.map(({ set, caption }) => `${set}/${caption}`);
  // Lengths are left out: a training on its way may be shortened or lengthened, and refined after.
  const { images: _images, refinements: _refinements, ...rest } = recipe;
  const identity = canonicalHash({ recipe: rest, captions, tokens: tokens.ids, sizes });
  const random: SeededRandom = seededRandom("pretraining", recipe.seed);
  const progress = restoreCheckpoint(
    join(folder, "checkpoint.safetensors"),
    parameters,
    state,
    identity,
  ) ?? {
    step: 0,
    seen: 0,
    rampStart: Math.exp(FIRST_LOG_SCALE),
    random: random.state(),
    seconds: 0,
    identity,
  };
  return { clip, logScale, parameters, state, tokens, sizes, progress };
}

function sourceOf({ corpus, encode }: TrainOptions, { tokens, sizes }: Run): BatchSource {
  return { corpus, encode, tokens, longest: sizes.context_length };
}

function update(
  run: Run,
  batch: PretrainingBatch,
  moment: Moment,
  recipe: PretrainingRecipe,
): { loss: number; accuracy: number } {
  const { loss, accuracy, gradients } = lossAndGradients(run.clip, run.logScale, batch);
  const learned: Record<string, Tensor> = { ...gradients };
  if (moment.scale !== undefined) delete learned["logit_scale"];
  adamWStep(run.parameters, learned, run.state, moment.rate, {
    weightDecay: recipe.weightDecay,
  });
  if (moment.scale === undefined) {
    tf.tidy(() => run.logScale.assign(tf.clipByValue(run.logScale, 0, MAX_LOG_SCALE)));
  }
  const values = { loss: loss.dataSync()[0]!, accuracy: accuracy.dataSync()[0]! };
  tf.dispose([loss, accuracy, gradients]);
  return values;
}

/** Loss and in-batch accuracy on the same held-out drawings every time, no augmentation. */
function heldOutQuality(
  options: TrainOptions,
  run: Run,
  heldOut: Int32Array,
): { heldOutLoss: number; heldOutAccuracy: number } {
  const random = seededRandom("held out", options.recipe.seed);
  const icons = iconSampler(
    options.corpus,
    heldOut,
    options.recipe,
  )(HELD_OUT_BATCH, random);
  const still = { augment: false, longShare: 0, wordsShare: 0 };
  const batch = makeBatch(sourceOf(options, run), icons, still, random);
  const [loss, accuracy] = tf.tidy(() => {
    const quality = batchLoss(run.clip, run.logScale as Tensor as Scalar, batch);
    return [quality.loss.dataSync()[0]!, inBatchAccuracy(quality.logits).dataSync()[0]!];
  });
  return { heldOutLoss: loss!, heldOutAccuracy: accuracy! };
}

/** Drops history lines behind the checkpoint: those steps will be made again. */
function trimHistory(path: string, step: number): void {
  if (!existsSync(path)) return;
  const kept = readPretrainingHistory(path).filter((line) => line.step <= step);
  writeFileAtomic(path, kept.map((line) => `${JSON.stringify(line)}\n`).join(""));
}
