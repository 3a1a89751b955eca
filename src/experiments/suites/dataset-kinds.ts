import { suiteNamed } from "./suite";
import type { DatasetKinds } from "./suite-definition";

/**
 * The kinds of data sets that a suite's file names, for analyses by kind.
 * @returns no kind where the file names none
 * @throws PromptcalError for an unknown suite, with the valid names
 */
export function datasetKinds(suite: string): DatasetKinds {
  return suiteNamed(suite).datasets.kinds;
}
