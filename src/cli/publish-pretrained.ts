import { copyFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Tokenizer } from "../encoders/tokens/tokenizer";
import { publishModel } from "../experiments/weights/publish-model";
import { suiteNamed } from "../experiments/suites/suite";
import { writeFileAtomic } from "../files/atomic-file";
import { projectRoot } from "../files/project-root";
import type { Corpus } from "../pretraining/corpus";
import { readPretrainingHistory } from "../pretraining/history-line";
import { MODEL_NAMES, type PretrainedModel } from "../pretraining/models";
import { parameterCount } from "../pretraining/parameters";
import type { PretrainingRecipe } from "../pretraining/recipe";
import type { Training } from "../pretraining/train";
import { lossCurve } from "../report/figures/loss-curve";
import { closeRenderer } from "../report/rendering/render";
import { saveFigure } from "../report/rendering/save-figure";
import { modelCardMarkdown } from "../report/tables/model-card";
import { countedWork } from "./terminal/counted-work";

const SUITE = "icons";

/** What a finished training was made of. */
export interface PublishRequest {
  readonly model: PretrainedModel;
  /** Every icon, of which `corpus` leaves out some families. */
  readonly all: Corpus;
  readonly corpus: Corpus;
  readonly recipe: PretrainingRecipe;
  readonly tokenizer: Tokenizer;
  /** File of the training's lines. */
  readonly history: string;
  /** What it was computed with. */
  readonly backend: string;
}

/** Replaces the suite's weights by a finished training, with its model card, history and loss curve. */
export async function publish(
  training: Training,
  given: PublishRequest,
): Promise<{ readonly weights: string; readonly sha256: string }> {
  const { model, all, corpus, recipe, tokenizer, backend } = given;
  const suite = suiteNamed(SUITE);
  const weights = join(suite.model.weights, "..", `${model}-clip.safetensors`);
  const suffix = model === MODEL_NAMES[0] ? "" : `-${model}`;
  const testing = countedWork("testing the model on data sets");
  const published = await publishModel(
    training,
    corpus,
    recipe,
    tokenizer,
    suite.template,
    weights,
    testing.update,
  );
  testing.end();
  const folderOfWeights = join(weights, "..");
  const history = join(folderOfWeights, `pretraining-history${suffix}.jsonl`);
  copyFileSync(given.history, history);
  const lines = readPretrainingHistory(history);
  const curve = `pretraining-loss${suffix}`;
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
      backend,
      seconds: training.progress.seconds,
      imagesSeen: training.progress.seen,
      corpus: corpusFacts(corpus),
      trainedScale: published.trainedScale,
      fittedScale: published.fit.scale,
      fitSamples: published.fit.n,
      leastNllScale: published.leastNllScale,
      zeroShot: published.zeroShot,
      history: lines,
      curve: `figures/${curve}.svg`,
      historyFile: relative(projectRoot, history),
    }),
  );
  const { seen } = training.progress;
  const { largeBatchFrom } = recipe;
  await saveFigure(curve, lossCurve(lines, { model, images: seen, largeBatchFrom }));
  await closeRenderer();
  return { weights, sha256: published.sha256 };
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
