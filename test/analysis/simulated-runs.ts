import { seededRandom } from "../../src/random/random";
import {
  type EvaluatedRun,
  type ClassSetScores,
} from "../../src/analysis/runs/evaluated-run";
import { type Method, methods } from "../../src/analysis/methods";

/** How a method behaves on base and on new classes. */
export interface Behaviour {
  readonly accuracy: number;
  /** Confidence minus the true chance of being right. */
  readonly gap: number;
  readonly fd: number;
}

export interface World {
  readonly datasets?: number;
  readonly seeds?: number;
  readonly images?: number;
  /** Spread of accuracy between data sets, and between seeds of a tuned method. */
  readonly datasetSd?: number;
  readonly seedSd?: number;
  readonly name?: string | number;
}

type Story = Readonly<
  Record<Method, { readonly base: Behaviour; readonly new: Behaviour }>
>;

/** The paper's story: what the claims say, with margins that a few hundred images show. */
export const paperStory: Story = {
  zeroshot: {
    base: { accuracy: 0.64, gap: 0, fd: 0.57 },
    new: { accuracy: 0.63, gap: 0, fd: 0.59 },
  },
  coop: {
    base: { accuracy: 0.68, gap: 0.03, fd: 0.69 },
    new: { accuracy: 0.53, gap: 0.15, fd: 0.7 },
  },
  kgcoop: {
    base: { accuracy: 0.68, gap: -0.14, fd: 0.56 },
    new: { accuracy: 0.63, gap: 0, fd: 0.59 },
  },
  "coop+dor": {
    base: { accuracy: 0.7, gap: 0, fd: 0.55 },
    new: { accuracy: 0.62, gap: 0.04, fd: 0.56 },
  },
  "kgcoop+dor": {
    base: { accuracy: 0.7, gap: -0.08, fd: 0.56 },
    new: { accuracy: 0.64, gap: 0, fd: 0.59 },
  },
};

/**
 * Runs of a made-up world. An image has a difficulty that all methods and seeds share, so runs are
 * paired as real ones are: chance of being right = accuracy of the method on the data set with that
 * seed, moved by the difficulty; confidence = that chance + gap.
 */
export function simulatedRuns(story: Story, world: World = {}): EvaluatedRun[] {
  const { datasets = 6, seeds = 3, images = 150, datasetSd = 0.05, seedSd = 0.01 } = world;
  const random = seededRandom("simulated runs", world.name ?? 1);
  const centred = (sd: number) => (random() - 0.5) * sd * Math.sqrt(12);
  const runs: EvaluatedRun[] = [];
  for (let d = 0; d < datasets; d++) {
    const shift = { base: centred(datasetSd), new: centred(datasetSd) };
    const drawn = () => ({
      difficulty: Float64Array.from({ length: images }, () => centred(0.17)),
      luck: Float64Array.from({ length: images }, random),
    });
    const pools = { base: drawn(), new: drawn() };
    for (const method of methods) {
      for (let seed = 1; seed <= seeds; seed++) {
        const scoresOf = (name: "base" | "new"): ClassSetScores => {
          const { accuracy, gap, fd } = story[method][name];
          const level =
            accuracy + shift[name] + (method === "zeroshot" ? 0 : centred(seedSd));
          const chance = pools[name].difficulty.map((x) =>
            Math.min(1, Math.max(0, level + x)),
          );
          return {
            confidence: chance.map((p) => Math.min(0.999, Math.max(0.001, p + gap))),
            correct: Uint8Array.from(chance, (p, i) => (pools[name].luck[i]! < p ? 1 : 0)),
            values: { fd: fd + centred(0.01), centroid_spread: fd / 2 },
          };
        };
        runs.push({
          runId: `${method}-${d}-${seed}`,
          dataset: `domain-${String(d).padStart(2, "0")}`,
          seed,
          method,
          base: scoresOf("base"),
          new: scoresOf("new"),
        });
      }
    }
  }
  return runs;
}
