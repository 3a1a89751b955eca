import type { ExplorerMethod } from "../../../analysis/explore/explorer-data";
import type { Binning } from "../../../metrics/binned/bins";
import { mean } from "../../../numeric/mean";
import { setEce } from "./binned";
import { commonDatasets, type CommonDataset, type Model } from "./model";
import type { View } from "./view";

/** A method's place: ECE on base and on new classes, means of data sets, fractions. */
export interface Place {
  readonly method: ExplorerMethod;
  readonly base: number;
  readonly new: number;
}

/** Places of all methods that have runs on all of the data sets, with whichever of the chosen seeds they have. */
export function tradeOffPlaces(
  model: Model,
  common: readonly CommonDataset[],
  { seeds }: Pick<View, "seeds">,
  binning: Binning,
): readonly Place[] {
  const datasets = common.map(({ dataset }) => dataset);
  return model.data.methods.flatMap((method) => {
    const own = commonDatasets(model, [method.id], { datasets, seeds });
    return own.length < datasets.length ? [] : [placeOf(model, method, own, binning)];
  });
}

/** The place of a method on given data sets and seeds. */
export function placeOf(
  { runsOf, records }: Model,
  method: ExplorerMethod,
  common: readonly CommonDataset[],
  binning: Binning,
): Place {
  const average = (classSet: View["classSet"]): number =>
    mean(
      common.map(({ dataset, seeds }) =>
        mean(
          runsOf(method.id, dataset)
            .filter(({ seed }) => seeds.includes(seed))
            .map((run) => setEce(records, run[classSet], binning)),
        ),
      ),
    );
  return { method, base: average("base"), new: average("new") };
}
