import type { Command } from "commander";
import { join, relative } from "node:path";
import { buildCorpus, hasCorpus, readCorpus } from "../datasets/icons/corpus";
import { clipTokenizer } from "../encoders/tokenizer";
import { startBackend } from "../engine/backend";
import { projectRoot } from "../experiments/project-root";
import { describeSeconds } from "../experiments/sweep-state";
import { PRETRAINING } from "../pretraining/recipe";
import { train, type HistoryLine } from "../pretraining/train";
import { wholeNumber } from "./arguments";
import { INTERRUPTED, interruptSignal } from "./interrupt";
import { ProgressLine } from "./progress-line";

interface PretrainArguments {
  readonly images: number;
  readonly folder: string;
}

/** `promptcal pretrain`: trains the miniature CLIP of the icons suite, or goes on with it. */
export function addPretrain(program: Command): void {
  program
    .command("pretrain")
    .description("train the icons suite's miniature CLIP (hours; resumable)")
    .option("--images <n>", "images to see", wholeNumber(1), PRETRAINING.images)
    .option(
      "--folder <folder>",
      "checkpoint and history",
      join(projectRoot, "data", "cache", "pretraining-run"),
    )
    .action(pretrain);
}

async function pretrain({ images, folder }: PretrainArguments): Promise<void> {
  const signal = interruptSignal();
  const progress = new ProgressLine();
  const backend = await startBackend("tensorflow");
  progress.note(`backend ${backend.name}: ${backend.explanation}`);
  if (!hasCorpus()) {
    progress.note("rendering the pretraining icons, once");
    await buildCorpus();
  }
  const { encode, start, end } = clipTokenizer();
  const { finished } = await train({
    folder,
    corpus: readCorpus(),
    encode,
    start,
    end,
    recipe: { ...PRETRAINING, images },
    signal,
    onLine: (line) => progress.update(describeLine(line, images)),
  });
  progress.end();
  const place = relative(process.cwd(), folder);
  if (!finished) {
    process.stderr.write(`interrupted; the same command goes on from ${place}\n`);
    process.exit(INTERRUPTED);
  }
  process.stdout.write(`trained: ${place}\n`);
}

function describeLine(line: HistoryLine, images: number): string {
  const left = (images - line.seen) / line.imagesPerSecond;
  return (
    `${line.seen}/${images} images, loss ${line.loss.toFixed(3)}, in-batch accuracy ` +
    `${(line.accuracy * 100).toFixed(1)} %, logit scale ${line.scale.toFixed(1)}, ` +
    `${Math.round(line.imagesPerSecond)} images/s, about ${describeSeconds(left)} left`
  );
}
