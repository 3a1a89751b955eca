import { PCA } from "ml-pca";
import type { LoadedRun } from "../../experiments/store/load";
import { CLASS_SETS } from "../../experiments/run/predictions";
import { PromptcalError } from "../../errors/promptcal-error";
import type { FeatureMapPanel } from "../../report/figures/feature-map";
import { methodTitle, type Method } from "../methods";

/** Text features of some methods in one plane. */
export interface FeatureMaps {
  readonly panels: readonly FeatureMapPanel[];
  /** What the axes are, with the share of the variance that they show. */
  readonly axes: string;
}

/**
 * Principal components of the text features of one data set, before tuning (template prompts) and after it,
 * all methods in one plane, so that distances can be compared. Unit features; first seed.
 * @throws PromptcalError when a method has no run on the data set
 */
export function featureMaps(
  runs: readonly LoadedRun[],
  dataset: string,
  methods: readonly Method[],
): FeatureMaps {
  const chosen = methods.map((method) => {
    const run = runs.find((one) => one.method === method && one.spec.dataset === dataset);
    if (run === undefined) {
      throw new PromptcalError(
        `feature map: expected a run of ${method} on ${dataset}, got none`,
      );
    }
    return { method, labels: CLASS_SETS.flatMap((classSet) => labelsOf(run, classSet)) };
  });
  const all = chosen.flatMap(({ labels }) =>
    labels.flatMap(({ before, after }) => [before, after]),
  );
  const pca = new PCA(all);
  const [first, second] = pca.getExplainedVariance();
  const plane = (features: readonly number[][]): readonly (readonly [number, number])[] =>
    pca.predict([...features], { nComponents: 2 }).to2DArray() as [number, number][];
  const share = Math.round(100 * (first! + second!));
  return {
    panels: chosen.map(({ method, labels }) => {
      const before = plane(labels.map((label) => label.before));
      const after = plane(labels.map((label) => label.after));
      return {
        title: methodTitle(method),
        labels: labels.map(({ className, classSet }, i) => ({
          className,
          classSet,
          before: before[i]!,
          after: after[i]!,
        })),
      };
    }),
    axes: `first two principal components, ${share} % of the variance`,
  };
}

function labelsOf({ predictions }: LoadedRun, classSet: (typeof CLASS_SETS)[number]) {
  const { classNames, textFeatures, zeroShotTextFeatures } = predictions[classSet];
  const d = textFeatures.length / classNames.length;
  const row = (flat: Float32Array, label: number): number[] =>
    Array.from(flat.subarray(label * d, (label + 1) * d));
  return classNames.map((className, label) => ({
    className,
    classSet,
    before: row(zeroShotTextFeatures, label),
    after: row(textFeatures, label),
  }));
}
