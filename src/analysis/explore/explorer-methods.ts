import { isImported } from "../../experiments/prompts/imported-recipe";
import { methodDefinitions } from "../../experiments/spec/methods";
import type { LoadedRun } from "../../experiments/store/load";
import { tunerNamed } from "../../methods/registry";
import { regulariserNamed } from "../../regularisers/registry";
import { type Method, methodParts, methodTitle, methodWith, plainMethod } from "../methods";
import type { SuiteLookup } from "../../experiments/suites/suite-lookup";
import { storedMethod } from "../runs/stored-method";
import type { ExplorerMethod } from "./explorer-data";

/** Symbol of options that weigh a term of the loss. */
const WEIGHT = "λ";

/** The method of a run with all options that differ from its recipe, also where the run was loaded without them. */
export function fullMethod(
  run: Pick<LoadedRun, "method" | "spec">,
  suiteOf: SuiteLookup,
): Method {
  const { method, spec } = run;
  return method !== plainMethod(method) || isImported(spec)
    ? method
    : storedMethod(spec, suiteOf(spec.suite));
}

/**
 * A method for the explorer.
 * @param spec of one of its runs
 */
export function explorerMethod(
  id: Method,
  { tuner, regulariser, recipe }: LoadedRun["spec"],
): ExplorerMethod {
  const [ofTuner, ofRegulariser] = [tunerNamed(tuner), regulariserNamed(regulariser)];
  const definitions = methodDefinitions(ofTuner, ofRegulariser);
  const isWeight = (option: string): boolean => definitions[option]?.symbol === WEIGHT;
  const { changed } = methodParts(id);
  const others = Object.entries(changed).filter(([option]) => !isWeight(option));
  const family = methodWith(plainMethod(id), Object.fromEntries(others));
  const isRegularisers = (option: string): boolean =>
    ofRegulariser !== undefined && option.startsWith(`${ofRegulariser.name}.`);
  return {
    id,
    title: methodTitle(id),
    family,
    familyTitle: methodTitle(family),
    weights: Object.entries(recipe)
      .filter(([option]) => isWeight(option))
      .map(([option, value]) => ({
        option,
        owner: (isRegularisers(option) ? ofRegulariser : ofTuner)!.title,
        value: Number(value),
      })),
    standard: !Object.keys(changed).some(isWeight),
  };
}
