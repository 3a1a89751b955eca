import { splitBaseNew } from "../../datasets/base-new";
import { readClassDescriptions } from "../../datasets/class-descriptions";
import { canonicalHash } from "../../files/json/canonical-json";
import { mismatch } from "../../errors/promptcal-error";
import type { HashedDataset } from "../suites/hashed-dataset";
import type { Options } from "../../methods/option";

/** Names the hash of the descriptions in a recipe: other sentences would be another run. */
const HASH = "descriptions.hash";

/**
 * The option that records the hash of the descriptions that a recipe names; undefined where it names none.
 * @throws PromptcalError for a file that does not fit the data set's classes
 */
export function describedClasses(
  { dataset }: HashedDataset,
  recipe: Options,
): { readonly hash: Options } | undefined {
  const path = recipe["descriptions"] ?? null;
  if (path === null) return undefined;
  const { base } = splitBaseNew(dataset);
  const descriptions = readClassDescriptions(
    String(path),
    base.classNames,
    dataset.classNames,
  );
  return { hash: { [HASH]: canonicalHash([...descriptions]) } };
}

/**
 * Checks that the descriptions of a run, which its tuner reads, are those that the plan knew.
 * @throws PromptcalError where the file holds others now
 */
export function checkDescriptions(data: HashedDataset, recipe: Options): void {
  const described = describedClasses(data, recipe);
  if (described === undefined) return;
  const got = described.hash[HASH];
  if (got === recipe[HASH]) return;
  throw mismatch({
    what: "descriptions",
    expected: `SHA-256 ${String(recipe[HASH])} (the plan's)`,
    got: String(got),
    where: String(recipe["descriptions"]),
    fix: "restore the file, or make a new plan",
  });
}
