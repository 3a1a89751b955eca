/**
 * The runs of several suites together, model by model: with those of data sets that a suite leaves out, a claim can be
 * judged on all.
 * @param suites runs of each by the name of its model; the names and their order are those of the first
 */
export function joinedModels<Run>(
  first: ReadonlyMap<string, readonly Run[]>,
  ...others: readonly ReadonlyMap<string, readonly Run[]>[]
): ReadonlyMap<string, readonly Run[]> {
  return new Map(
    [...first].map(([model, own]) => [
      model,
      [...own, ...others.flatMap((runs) => runs.get(model) ?? [])],
    ]),
  );
}
