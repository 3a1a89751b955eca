import { isImported, LABEL } from "../../experiments/prompts/imported-recipe";
import { methodOptions } from "../../experiments/spec/methods";
import { suiteOptions } from "../../experiments/spec/run-options";
import { methodName, type RunSpec } from "../../experiments/spec/spec";
import type { Suite } from "../../experiments/suites/suite-definition";
import type { Options } from "../../methods/option";
import { tunerNamed } from "../../methods/registry";
import { withDecidedContext } from "../../methods/text/start-words";
import { type Method, methodWith } from "../methods";

/**
 * The method of a run with the options that differ from its recipe: `coop+dor[dor.lambda=2]`. Imported runs carry
 * their label.
 * @param suite of the run
 * @throws PromptcalError for a tuner or a regulariser that is not known here
 */
export function storedMethod(spec: RunSpec, suite: Suite): Method {
  const name = methodName(spec);
  if (isImported(spec)) {
    return methodWith(name, { imported: String(spec.recipe[LABEL] ?? "") });
  }
  const { shots, ...own }: Options = { ...spec.recipe, shots: spec.shots };
  const usual = usualOptions(spec, suite);
  const values: Options = { shots: shots!, ...own };
  const changed = Object.entries(values)
    .filter(([option, value]) => Object.hasOwn(usual, option) && usual[option] !== value)
    .map(([option, value]) => [option, String(value)]);
  return methodWith(name, Object.fromEntries(changed));
}

/** Every option of the run's method as its recipe and its suite have it. */
function usualOptions(spec: RunSpec, suite: Suite): Options {
  const { dataset, tuner, regulariser, recipe } = spec;
  const usualRecipe = methodOptions(tuner, regulariser, suite.recipes, dataset)["recipe"]!;
  const changes = { ...suite.recipes, recipe: recipe["recipe"] ?? usualRecipe };
  const options = withDecidedContext(
    tunerNamed(tuner).options,
    methodOptions(tuner, regulariser, changes, dataset),
  );
  return { ...options, ...suiteOptions(options, suite, dataset), recipe: usualRecipe };
}
