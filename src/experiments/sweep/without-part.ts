import { readOptions } from "../../methods/option";
import { regulariserNamed } from "../../regularisers/registry";
import type { ResolvedMethod } from "../spec/resolve";

/** Why a plan has no run of a method on a data set, by its regulariser; undefined where it has one. */
export function reasonWithoutPart(
  dataset: string,
  { names, recipe }: Pick<ResolvedMethod, "names" | "recipe">,
): string | undefined {
  const { regulariser: name } = names;
  const regulariser = regulariserNamed(name);
  const reason = regulariser?.refuses?.(
    dataset,
    readOptions(regulariser.options, recipe, `${name}.`),
  );
  return reason === undefined
    ? undefined
    : `${dataset} has no runs with ${name}: ${reason}`;
}
