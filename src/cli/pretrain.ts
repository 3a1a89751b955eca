import { Option, type Command } from "commander";
import { join, relative } from "node:path";
import { buildCorpus, hasCorpus, readCorpus } from "../datasets/icons/sources/corpus";
import { clipTokenizer } from "../encoders/tokens/tokenizer";
import { startBackend } from "../engine/backend";
import { describeSeconds } from "../experiments/sweep/sweep-state";
import {
  allowBfloat16,
  allowedPrecision,
  PRECISION_VARIABLE,
  PRECISIONS,
  type Precision,
} from "../engine/native/native";
import { mismatch } from "../errors/promptcal-error";
import { folderOf } from "../files/folders";
import { onlyFamilies } from "../pretraining/corpus";
import {
  classWords,
  CONTROL_NAMES,
  familiesOf,
  MODEL_NAMES,
  recipeOf,
  type PretrainedModel,
} from "../pretraining/models";
import { imagesOf, PRETRAINING } from "../pretraining/recipe";
import type { HistoryLine } from "../pretraining/history-line";
import { train } from "../pretraining/train";
import { wholeNumber } from "./arguments";
import { INTERRUPTED } from "./terminal/exit-codes";
import { countedWork } from "./terminal/counted-work";
import { interruptSignal } from "./terminal/interrupt";
import { jsonOption, linesBesideJson, writeJson } from "./terminal/json-output";
import { ProgressLine } from "./terminal/progress-line";
import { publish } from "./publish-pretrained";

interface PretrainArguments {
  readonly model: PretrainedModel;
  readonly images: number;
  readonly folder?: string;
  readonly backend: string;
  readonly products: Precision;
  readonly publish: boolean;
  readonly json: boolean;
}

/** `promptcal pretrain`: trains the miniature CLIP of the icons suite, or goes on with it. */
export function addPretrain(command: Command): void {
  jsonOption(command)
    .addOption(
      new Option("--model <name>", "model to train")
        .choices([...MODEL_NAMES, ...CONTROL_NAMES])
        .default(MODEL_NAMES[0]),
    )
    .option(
      "--images <n>",
      "training images before the refinement phases",
      wholeNumber(1),
      PRETRAINING.images,
    )
    .option("--backend <name>", "tensorflow, or cpu for a smoke test", "tensorflow")
    .addOption(
      new Option(
        "--products <precision>",
        "precision of products; bfloat16 is faster on processors with matrix tiles, and " +
          "publishes nothing: publish with a second command, in float32",
      )
        .choices(PRECISIONS)
        .default(PRECISIONS[0]),
    )
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
  const allowedBefore = allowedPrecision() === "bfloat16";
  if (options.products === "bfloat16") {
    if (options.backend !== "tensorflow") {
      throw mismatch({
        what: "--products bfloat16, backend",
        expected: "tensorflow",
        got: options.backend,
      });
    }
    allowBfloat16();
  }
  // Not the option: the environment may have allowed it too.
  const products = allowedPrecision();
  const backend = await startBackend(options.backend);
  progress.note(`backend ${backend.name}: ${backend.explanation}`);
  if (!hasCorpus()) {
    const rendering = countedWork("rendering the pretraining icons, once");
    await buildCorpus(undefined, rendering.update);
    rendering.end();
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
    products,
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
  const say = linesBesideJson(options.json);
  say(`trained: ${shownFolder}`);
  const trained = { trained: folder, imagesSeen: training.progress.seen };
  if (options.publish && products === "bfloat16") {
    const ways = [
      ...(options.products === "bfloat16" ? ["without --products"] : []),
      ...(allowedBefore ? [`with ${PRECISION_VARIABLE} unset`] : []),
    ];
    say(
      `not published: repeat the command ${ways.join(" and ")}, which publishes in float32`,
    );
  }
  if (!options.publish || products === "bfloat16") {
    if (options.json) writeJson(trained);
    return;
  }
  const { weights, sha256 } = await publish(training, {
    ...{ model, all, corpus, recipe, tokenizer, backend: backend.explanation },
    history: join(folder, "history.jsonl"),
  });
  say(`published: ${relative(process.cwd(), weights)} and its model card`);
  if (options.json) writeJson({ ...trained, weights, sha256 });
}

function describeLine(line: HistoryLine, images: number): string {
  const left = (images - line.seen) / line.imagesPerSecond;
  return (
    `${line.seen}/${images} images, loss ${line.loss.toFixed(3)}, in-batch accuracy ` +
    `${(line.accuracy * 100).toFixed(1)} %, logit scale ${line.scale.toFixed(1)}, ` +
    `${Math.round(line.imagesPerSecond)} images/s, about ${describeSeconds(left)} left`
  );
}
