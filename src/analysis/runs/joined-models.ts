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

/**
 * The runs on some data sets alone, model by model.
 * @param runs by the name of their model; a model without runs on these data sets is left out
 */
export function onlyDatasets<Run extends { readonly dataset: string }>(
  runs: ReadonlyMap<string, readonly Run[]>,
  datasets: readonly string[],
): ReadonlyMap<string, readonly Run[]> {
  return new Map(
    [...runs]
      .map(
        ([model, own]) =>
          [model, own.filter(({ dataset }) => datasets.includes(dataset))] as const,
      )
      .filter(([, own]) => own.length > 0),
  );
}
