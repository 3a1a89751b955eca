import type { RunRequest } from "../../../../src/experiments/spec/resolve";
import { methodName } from "../../../../src/experiments/spec/spec";
import type { Suite } from "../../../../src/experiments/suites/suite-definition";
import { optionNames } from "../../../../src/experiments/sweep/plan-runs";
import { tuners } from "../../../../src/methods/registry";
import type { RunOrder } from "./run-worker";
import { composes } from "../../../../src/regularisers/composition";

type Method = Pick<RunRequest, "tuner" | "regulariser">;

/** The recipe of the real runs, with one shot and as few steps as show what a step takes. */
const SETTINGS: Readonly<Record<string, string>> = {
  recipe: "lab",
  shots: "1",
  epochs: "2",
  // One fixed view: what new ones cost is the time of their images.
  views: "1",
  test_images: "1",
  // One template for all data sets, so that the nouns are encoded once.
  "dor.template": "a photo of a {}.",
};

/** Every method, alone and with the outliers that act on it. */
export function rehearsedMethods(): readonly Method[] {
  return tuners().flatMap(({ name: tuner }) => {
    const outliers = ["dor", "dor-image"].find((regulariser) =>
      composes(tuner, regulariser),
    );
    return ["none", ...(outliers === undefined ? [] : [outliers])].map((regulariser) => ({
      tuner,
      regulariser,
    }));
  });
}

/** Methods by name, or all. */
export function methodsNamed(names: readonly string[] | undefined): readonly Method[] {
  return rehearsedMethods().filter(
    (method) => names === undefined || names.includes(methodName(method)),
  );
}

/** The run of a method on a data set; outlier images come from another data set. */
export function requestOf(
  suite: Suite,
  dataset: string,
  method: Method,
): RunOrder["request"] {
  const known = optionNames(method, suite);
  const source = dataset === "imagenet" ? { "dor-image.source": "caltech101" } : {};
  const settings = Object.entries({ ...SETTINGS, ...source })
    .filter(([name]) => known.includes(name))
    .map(([name, text]) => ({ name, text }));
  return { suite: suite.name, dataset, seed: 1, ...method, settings };
}
