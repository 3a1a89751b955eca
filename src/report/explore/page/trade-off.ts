import type { ExplorerMethod } from "../../../analysis/explore/explorer-data";
import { mean } from "../../../numeric/mean";
import type { BinnedSets } from "./binned";
import { commonDatasets, type CommonDataset, type Model } from "./model";
import type { View } from "./view";

/** A method's point: ECE on base and on new classes, means of data sets, fractions. */
export interface TradeOffPoint {
  readonly method: ExplorerMethod;
  readonly base: number;
  readonly new: number;
}

/** Points of all methods that have runs on all of the data sets, with whichever of the chosen seeds they have. */
export function tradeOffPoints(
  model: Model,
  common: readonly CommonDataset[],
  { seeds }: Pick<View, "seeds">,
  sets: BinnedSets,
): readonly TradeOffPoint[] {
  const datasets = common.map(({ dataset }) => dataset);
  return model.data.methods.flatMap((method) => {
    const own = commonDatasets(model, [method.id], { datasets, seeds });
    return own.length < datasets.length ? [] : [tradeOffPoint(model, method, own, sets)];
  });
}

/** The point of a method on given data sets and seeds. */
export function tradeOffPoint(
  { runsOf }: Model,
  method: ExplorerMethod,
  common: readonly CommonDataset[],
  { ece }: BinnedSets,
): TradeOffPoint {
  const average = (classSet: View["classSet"]): number =>
    mean(
      common.map(({ dataset, seeds }) =>
        mean(
          runsOf(method.id, dataset)
            .filter(({ seed }) => seeds.includes(seed))
            .map((run) => ece(run[classSet])),
        ),
      ),
    );
  return { method, base: average("base"), new: average("new") };
}
