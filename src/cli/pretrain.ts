import { Option, type Command } from "commander";
import { copyFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { buildCorpus, hasCorpus, readCorpus } from "../datasets/icons/sources/corpus";
import { clipTokenizer } from "../encoders/tokens/tokenizer";
import { startBackend } from "../engine/backend";
import { projectRoot } from "../files/project-root";
import { publishModel } from "../experiments/weights/publish-model";
import { suiteNamed } from "../experiments/suites/suite";
import { describeSeconds } from "../experiments/sweep/sweep-state";
import { writeFileAtomic } from "../files/atomic-file";
import { folderOf } from "../files/folders";
import { onlyFamilies, type Corpus } from "../pretraining/corpus";
import { parameterCount } from "../pretraining/parameters";
import {
  classWords,
  familiesOf,
  MODEL_NAMES,
  recipeOf,
  type PretrainedModel,
} from "../pretraining/models";
import { imagesOf, PRETRAINING } from "../pretraining/recipe";
import { readPretrainingHistory, type HistoryLine } from "../pretraining/history-line";
import { train, type Training } from "../pretraining/train";
import { epochLines } from "../report/figures/epoch-lines";
import { modelCardMarkdown } from "../report/tables/model-card";
import { closeRenderer } from "../report/rendering/render";
import { saveFigure } from "../report/rendering/save-figure";
import { wholeNumber } from "./arguments";
import { INTERRUPTED } from "./exit-codes";
import { interruptSignal } from "./interrupt";
import { ProgressLine } from "./progress-line";

const SUITE = "icons";

interface PretrainArguments {
  readonly model: PretrainedModel;
  readonly images: number;
  readonly folder?: string;
  readonly backend: string;
  readonly publish: boolean;
}

/** `promptcal pretrain`: trains the miniature CLIP of the icons suite, or goes on with it. */
export function addPretrain(command: Command): void {
  command
    .addOption(
      new Option("--model <name>", "model to train")
        .choices(MODEL_NAMES)
        .default(MODEL_NAMES[0]),
    )
    .option(
      "--images <n>",
      "training images before the refinement phases",
      wholeNumber(1),
      PRETRAINING.images,
    )
    .option("--backend <name>", "tensorflow, or cpu for a smoke test", "tensorflow")
    .option("--no-publish", "do not replace the suite's weights")
    .option(
      "--folder <folder>",
      "folder for checkpoint and history; by default pretraining/<model> in the cache",
    )
    .action(pretrain);
}

async function pretrain(options: PretrainArguments): Promise<void> {
  const { images, model } = options;
  const folder = options.folder ?? join(folderOf("cache"), "pretraining", model);
  const signal = interruptSignal();
  const progress = new ProgressLine();
  const backend = await startBackend(options.backend);
  progress.note(`backend ${backend.name}: ${backend.explanation}`);
  if (!hasCorpus()) {
    progress.note("rendering the pretraining icons, once");
    await buildCorpus();
  }
  const tokenizer = clipTokenizer();
  const recipe = { ...recipeOf(model), images };
  const all = readCorpus();
  const corpus = onlyFamilies(all, familiesOf(model, all.icons));
  const training = await train({
    folder,
    corpus,
    encode: tokenizer.encode,
    start: tokenizer.start,
    end: tokenizer.end,
    recipe,
    names: classWords(),
    signal,
    onLine: (line) => progress.update(describeLine(line, imagesOf(recipe))),
  });
  progress.end();
  const shownFolder = relative(process.cwd(), folder);
  if (!training.finished) {
    process.stderr.write(`interrupted; repeat the command to resume from ${shownFolder}\n`);
    process.exit(INTERRUPTED);
  }
  process.stdout.write(`trained: ${shownFolder}\n`);
  if (!options.publish) return;
  const suite = suiteNamed(SUITE);
  const weights = join(suite.model.weights, "..", `${model}-clip.safetensors`);
  const suffix = model === MODEL_NAMES[0] ? "" : `-${model}`;
  const published = await publishModel(
    training,
    corpus,
    recipe,
    tokenizer,
    suite.template,
    weights,
  );
  const folderOfWeights = join(weights, "..");
  const history = join(folderOfWeights, `pretraining-history${suffix}.jsonl`);
  copyFileSync(join(folder, "history.jsonl"), history);
  const lines = readPretrainingHistory(history);
  writeFileAtomic(
    join(folderOfWeights, `MODEL_CARD${suffix}.md`),
    modelCardMarkdown({
      file: relative(projectRoot, weights),
      sha256: published.sha256,
      bytes: statSync(weights).size,
      parameters: parameterCount(training.clip),
      tokens: training.tokens.ids.length,
      architecture: { ...training.sizes },
      recipe: { ...recipe, familiesLeftOut: familiesLeftOut(all, corpus) },
      command: `npm run pretrain -- --model ${model}`,
      backend: backend.explanation,
      seconds: training.progress.seconds,
      imagesSeen: training.progress.seen,
      corpus: corpusFacts(corpus),
      trainedScale: published.trainedScale,
      fittedScale: published.fit.scale,
      fitSamples: published.fit.n,
      leastNllScale: published.leastNllScale,
      zeroShot: published.zeroShot,
      history: lines,
    }),
  );
  await saveFigure(`pretraining-loss${suffix}`, lossCurve(lines, training));
  await closeRenderer();
  process.stdout.write(
    `published: ${relative(process.cwd(), weights)} and its model card\n`,
  );
}

function familiesLeftOut(all: Corpus, corpus: Corpus): readonly string[] {
  const kept = new Set(corpus.icons.map(({ family }) => family));
  const families = new Set(all.icons.map(({ family }) => family));
  return [...families].filter((family) => !kept.has(family));
}

function corpusFacts({ icons }: Corpus): {
  icons: number;
  families: number;
  captions: number;
} {
  return {
    icons: icons.length,
    families: new Set(icons.map(({ family }) => family)).size,
    captions: new Set(icons.map(({ caption }) => caption)).size,
  };
}

function lossCurve(lines: readonly HistoryLine[], { progress }: Training) {
  const held = lines.filter((line) => line.heldOutLoss !== undefined);
  return epochLines(
    [
      {
        method: "training",
        title: "training batches, augmented",
        x: lines.map(({ seen }) => seen),
        y: lines.map(({ loss }) => loss),
      },
      {
        method: "held-out",
        title: "held-out drawings, batch of 512",
        x: held.map(({ seen }) => seen),
        y: held.map(({ heldOutLoss }) => heldOutLoss!),
      },
    ],
    {
      title: "Pretraining of the miniature CLIP",
      subtitle: `icons suite, ${progress.seen.toLocaleString("en")} images; the batch doubles at ${100 * PRETRAINING.largeBatchFrom} %`,
      x: "images seen",
      y: "contrastive loss, nats",
    },
  );
}

function describeLine(line: HistoryLine, images: number): string {
  const left = (images - line.seen) / line.imagesPerSecond;
  return (
    `${line.seen}/${images} images, loss ${line.loss.toFixed(3)}, in-batch accuracy ` +
    `${(line.accuracy * 100).toFixed(1)} %, logit scale ${line.scale.toFixed(1)}, ` +
    `${Math.round(line.imagesPerSecond)} images/s, about ${describeSeconds(left)} left`
  );
}
