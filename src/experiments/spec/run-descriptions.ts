import { splitBaseNew } from "../../datasets/base-new";
import {
  type ClassDescriptions,
  readClassDescriptions,
} from "../../datasets/class-descriptions";
import { canonicalHash } from "../../files/canonical-json";
import { mismatch } from "../../errors/promptcal-error";
import type { HashedDataset } from "../suites/hashed-dataset";
import type { Options } from "./options";

/** Names the hash of the descriptions in a recipe: other sentences would be another run. */
const HASH = "descriptions.hash";

/**
 * The descriptions that a recipe names, with the option that records their hash; undefined where it names
 * none.
 * @throws PromptcalError for a file that does not fit the data set's classes
 */
export function describedClasses(
  { dataset }: HashedDataset,
  recipe: Options,
): { readonly descriptions: ClassDescriptions; readonly hash: Options } | undefined {
  const path = recipe["descriptions"] ?? null;
  if (path === null) return undefined;
  const { base } = splitBaseNew(dataset);
  const descriptions = readClassDescriptions(
    String(path),
    base.classNames,
    dataset.classNames,
  );
  return { descriptions, hash: { [HASH]: canonicalHash([...descriptions]) } };
}

/**
 * The descriptions of a run, as the plan knew them.
 * @throws PromptcalError where the file holds others now
 */
export function runDescriptions(
  data: HashedDataset,
  recipe: Options,
): ClassDescriptions | undefined {
  const described = describedClasses(data, recipe);
  if (described === undefined) return undefined;
  const got = described.hash[HASH];
  if (got === recipe[HASH]) return described.descriptions;
  throw mismatch({
    what: "descriptions",
    expected: `SHA-256 ${String(recipe[HASH])} (the plan's)`,
    got: String(got),
    where: String(recipe["descriptions"]),
    fix: "restore the file, or make a new plan",
  });
}
