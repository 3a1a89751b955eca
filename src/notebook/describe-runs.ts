import { counted } from "../analysis/runs/common-coverage";
import { methodOptions } from "../experiments/spec/methods";
import type { LoadedRun } from "../experiments/store/load";
import type { Suite } from "../experiments/suites/suite-definition";
import { suiteNamed } from "../experiments/suites/suite";
import { VARIANT_MARK } from "../experiments/suites/suite-variants";
import { PromptcalError } from "../errors/promptcal-error";
import { binningNote } from "../metrics/binned/binning-note";
import type { BinOptions } from "../metrics/binned/bins";

/**
 * What runs are of, for subtitles: `world suite, 19 data sets, 3 seeds`. What differs from the suite's own plan
 * is named: `world suite, 2 of 19 data sets, 3 seeds, epochs 3, 15 bins`.
 * @param bins how their metrics were binned; named where it is not the default
 */
export function describeRuns(runs: readonly LoadedRun[], bins: BinOptions = {}): string {
  const distinct = (field: (run: LoadedRun) => string | number) => [
    ...new Set(runs.map(field)),
  ];
  const names = distinct(({ spec }) => spec.suite) as readonly string[];
  const suites = new Map(names.map((name) => [name, knownSuite(name)]));
  const datasets = distinct(({ spec }) => spec.dataset).length;
  const all = new Set([...suites.values()].flatMap((suite) => suite?.datasets.names ?? []));
  return [
    suitesText(names),
    `${datasets < all.size ? `${datasets} of ` : ""}${counted(Math.max(datasets, all.size), "data set")}`,
    counted(distinct(({ spec }) => spec.seed).length, "seed"),
    ...changedEpochs(runs, suites),
    ...binningNote(bins),
  ].join(", ");
}

/** `world suite`, `world suite and its variants icons-b, icons-c`, or both of each of several suites. */
function suitesText(names: readonly string[]): string {
  const variants = new Map<string, string[]>();
  for (const name of names) {
    const [plain, ...own] = name.split(VARIANT_MARK) as [string, ...string[]];
    const known = variants.get(plain) ?? [];
    variants.set(plain, own.length === 0 ? known : [...known, own.join(VARIANT_MARK)]);
  }
  return [...variants]
    .map(([plain, own]) => {
      const word = own.length === 1 ? "variant" : "variants";
      const list = own.join(", ");
      if (own.length === 0) return `${plain} suite`;
      return names.includes(plain)
        ? `${plain} suite and its ${word} ${list}`
        : `${word} ${list} of the ${plain} suite`;
    })
    .join(", ");
}

/** The suite of a name; undefined where its file is gone, which its runs survive. */
function knownSuite(name: string): Suite | undefined {
  try {
    return suiteNamed(name);
  } catch (error) {
    if (error instanceof PromptcalError) return undefined;
    throw error;
  }
}

/** `epochs 3` where runs were trained for another number of epochs than their suite's recipe says. */
function changedEpochs(
  runs: readonly LoadedRun[],
  suites: ReadonlyMap<string, Suite | undefined>,
): readonly string[] {
  const changed = runs.filter((run) => {
    const { epochs } = run.spec.recipe;
    // A method that a preset varies says so in its own name.
    if (typeof epochs !== "number" || run.method.includes("epochs=")) return false;
    const usual = usualEpochs(run, suites.get(run.spec.suite));
    return usual !== undefined && epochs !== usual;
  });
  const values = [...new Set(changed.map(({ spec }) => Number(spec.recipe["epochs"])))];
  return values.length === 0 ? [] : [`epochs ${values.sort((a, b) => a - b).join(", ")}`];
}

/** Epochs of a run's method in its suite; undefined where the suite or the method is not known here. */
function usualEpochs({ spec }: LoadedRun, suite: Suite | undefined): unknown {
  if (suite === undefined) return undefined;
  const { tuner, regulariser, dataset, recipe } = spec;
  try {
    const changes = { ...suite.recipes, recipe: recipe["recipe"] ?? null };
    return methodOptions(tuner, regulariser, changes, dataset)["epochs"];
  } catch (error) {
    if (error instanceof PromptcalError) return undefined;
    throw error;
  }
}
