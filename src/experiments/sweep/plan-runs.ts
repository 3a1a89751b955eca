import { mismatch, oneOf } from "../../errors/promptcal-error";
import type { Options } from "../../methods/option";
import { tunerNames } from "../../methods/registry";
import { composes } from "../../regularisers/composition";
import { regulariserNames } from "../../regularisers/registry";
import { methodOptions, PLANNED_REGULARISERS, PLANNED_TUNERS } from "../spec/methods";
import type { Setting } from "../spec/options";
import type { HashWork } from "../suites/hashed-dataset";
import { currentHashes, requirePresent } from "../suites/loaded-suite";
import { resolvedMethod, resolveOptions } from "../spec/resolve";
import type { RunSpec } from "../spec/spec";
import type { Suite } from "../suites/suite-definition";
import { checkDataset } from "../suites/suite";
import { reasonWithoutPart } from "./without-part";

/** The axes of a plan; each left out takes its default. */
export interface PlanRequest {
  readonly suite: Suite;
  /** All of the suite by default. */
  readonly datasets?: readonly string[];
  /** Those of the published results by default. */
  readonly tuners?: readonly string[];
  /** `none` and `dor` by default. */
  readonly regularisers?: readonly string[];
  /** 1, 2, 3 by default. */
  readonly seeds?: readonly number[];
  /** Overrides as values; each method takes those it has. */
  readonly set?: Options;
  /** Overrides as text, as the command line gives them. */
  readonly settings?: readonly Setting[];
  /** Stops the reading of data sets, and receives its progress. */
  readonly work?: HashWork;
  /** Called with each reason why a data set has no run of a method; each line comes once. */
  readonly onNote?: (text: string) => void;
}

/**
 * Axes of a plan that are given have a value.
 * @throws PromptcalError that names the empty one
 */
export function refuseEmpty(
  axes: Readonly<Record<string, readonly unknown[] | undefined>>,
): void {
  for (const [name, values] of Object.entries(axes)) {
    if (values?.length !== 0) continue;
    const fix = "name some, or take all";
    throw mismatch({ what: name, expected: "at least one", got: "none", fix });
  }
}

/**
 * Every run of the plan, data set outermost, then seed, then method; combinations that make no
 * sense (a regulariser on a tuner without a loss, outlier images from the data set itself) are left out.
 * @throws PromptcalError for an unknown name, an axis without any, or an option that no method of the plan has
 */
export async function planRuns(request: PlanRequest): Promise<readonly RunSpec[]> {
  const {
    suite,
    datasets = request.suite.datasets.names,
    tuners = PLANNED_TUNERS,
    regularisers = PLANNED_REGULARISERS,
    seeds = [1, 2, 3],
  } = request;
  refuseEmpty({ datasets, tuners, regularisers, seeds });
  for (const dataset of datasets) checkDataset(suite, dataset);
  requirePresent(suite, datasets);
  const methods = tuners.flatMap((tuner) =>
    regularisers
      .map((regulariser) => ({
        tuner: oneOf(tuner, tunerNames(), "tuner"),
        regulariser: oneOf(regulariser, regulariserNames(), "regulariser"),
      }))
      .filter((method) => composes(method.tuner, method.regulariser)),
  );
  const settings = [...asSettings(request.set ?? {}), ...(request.settings ?? [])];
  const optionsOf = new Map(methods.map((method) => [method, optionNames(method, suite)]));
  checkSettings(settings, [...optionsOf.values()].flat());
  const specs: RunSpec[] = [];
  const reasons = new Set<string>();
  for (const dataset of datasets) {
    const hashes = await currentHashes(suite, dataset, request.work);
    for (const seed of seeds) {
      for (const [method, names] of optionsOf) {
        const own = settings.filter(({ name }) => names.includes(name));
        const requested = { suite, dataset, seed, ...method, settings: own };
        const reason = reasonWithoutPart(dataset, resolvedMethod(requested));
        if (reason === undefined) specs.push(await resolveOptions(requested)(hashes));
        else reasons.add(reason);
      }
    }
  }
  for (const reason of reasons) request.onNote?.(reason);
  return specs;
}

/** Names of a method's options, the run's among them. */
export function optionNames(
  { tuner, regulariser }: Pick<RunSpec, "tuner" | "regulariser">,
  suite: Suite,
): readonly string[] {
  return Object.keys(methodOptions(tuner, regulariser, suite.recipes));
}

/** @throws PromptcalError for a setting that none of the options takes, with the nearest */
export function checkSettings(
  settings: readonly Setting[],
  known: readonly string[],
): void {
  for (const { name } of settings) {
    oneOf(name, [...new Set(known)], "option of the plan's methods");
  }
}

function asSettings(options: Options): Setting[] {
  return Object.entries(options).map(([name, value]) => ({ name, text: String(value) }));
}
