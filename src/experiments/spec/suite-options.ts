import { SAMPLINGS, type Sampling } from "../../datasets/sampling";
import { mismatch, oneOf } from "../../errors/promptcal-error";
import { LATER_OPTIONS } from "../../methods/recipes";
import type { Options } from "./options";
import type { RunSpec } from "./spec";
import { templateOf, type Suite } from "../suites/suite";

/** What a run takes over from its suite unless its options say otherwise. */
export interface SuiteOptions {
  /** Hand-written prompt with `{}` for the name. */
  readonly template: string;
  /** How the few shots are drawn. */
  readonly sampling: Sampling;
}

/**
 * Values that a spec leaves out where they are the suite's and the run's: those of the first published
 * runs, whose ids hash no such options. All others are recorded.
 */
const IMPLIED: SuiteOptions = { template: "a photo of a {}.", sampling: "seeded" };

const NAMES = ["template", "sampling"] as const;

/**
 * A recipe as its spec records it: `template` and `sampling` resolved (null is the suite's), or left out
 * where they are implied, as are the options that the recipe `icons` did not have at first.
 * @throws PromptcalError for a template without its one `{}`, or an unknown sampling
 */
export function recordedRecipe(recipe: Options, suite: Suite, dataset: string): Options {
  const { template, sampling, ...rest } = recipe;
  const own = optionsOf(suite, dataset);
  const chosen: SuiteOptions = {
    template: checkedTemplate(String(template ?? own.template)),
    sampling: oneOf(String(sampling ?? own.sampling), SAMPLING_NAMES, "option sampling"),
  };
  const recorded = NAMES.filter(
    (name) => chosen[name] !== IMPLIED[name] || own[name] !== IMPLIED[name],
  );
  const said = recorded.map((name) => [name, chosen[name]] as const);
  const others = Object.entries(rest).filter(
    ([name, value]) => rest["recipe"] !== "icons" || value !== LATER_OPTIONS[name],
  );
  return { ...Object.fromEntries(others), ...Object.fromEntries(said) };
}

/**
 * Template and sampling of a run, from its spec.
 * @throws PromptcalError where the spec leaves out what its suite no longer implies
 */
export function suiteOptionsOf({ recipe, dataset }: RunSpec, suite: Suite): SuiteOptions {
  const own = optionsOf(suite, dataset);
  const unsaid = NAMES.find(
    (name) => recipe[name] === undefined && own[name] !== IMPLIED[name],
  );
  if (unsaid !== undefined) {
    throw mismatch({
      what: `spec without ${unsaid}`,
      expected: `a suite whose ${unsaid} is "${IMPLIED[unsaid]}"`,
      got: `"${own[unsaid]}" in suite ${suite.name}`,
      fix: "make a new plan",
    });
  }
  return {
    template: checkedTemplate(String(recipe["template"] ?? IMPLIED.template)),
    sampling: oneOf(
      String(recipe["sampling"] ?? IMPLIED.sampling),
      SAMPLING_NAMES,
      "option sampling",
    ),
  };
}

const SAMPLING_NAMES = Object.keys(SAMPLINGS) as readonly Sampling[];

function optionsOf(suite: Suite, dataset: string): SuiteOptions {
  return { template: templateOf(suite, dataset), sampling: suite.datasets.sampling };
}

function checkedTemplate(text: string): string {
  if (text.split("{}").length === 2) return text;
  throw mismatch({
    what: "option template",
    expected: "one {} for the class name",
    got: `"${text}"`,
  });
}
