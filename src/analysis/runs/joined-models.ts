/**
 * The runs of several suites together, model by model: with those of data sets that a suite leaves out, a claim can be
 * judged on all.
 * @param first runs of a suite by the name of their model; models that it lacks are left out of the others, too
 * @param others runs of further suites
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
