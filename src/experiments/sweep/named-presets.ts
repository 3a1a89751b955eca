import {
  baselines,
  core,
  COSTLY,
  models,
  outliers,
  type PresetPart,
  pull,
  scales,
  sensitivity,
  shift,
  tables,
  testtime,
  THREE,
  visual,
} from "./preset-parts";

const EIGHT = { datasets: 8, seeds: [1] };
const ONE = { ...EIGHT, lastOnly: true };
/** Data sets differ more than seeds do, and claims are decided by data sets: the rest of the plan has one seed. */
const ONE_SEED = { seeds: [1] };

/**
 * Named plans. `short` fits into a few minutes: the story on the eight largest data sets, and of all else what
 * is quickly tuned on the smallest of these, with one seed. Each of its runs is one of `paper`, the whole, so that the
 * tables of both are of the same runs, fewer or more. `baselines` is in neither: no claim needs it.
 */
export const PRESETS = {
  core: core({}),
  tables: tables(ONE_SEED),
  outliers: outliers(ONE_SEED),
  pull: pull(ONE_SEED),
  sensitivity: sensitivity(ONE_SEED),
  visual: visual(ONE_SEED),
  shift: shift(ONE_SEED),
  models: models({}),
  scales: scales(ONE_SEED),
  testtime: testtime(ONE_SEED),
  baselines: baselines({ ...THREE, ...ONE_SEED }),
  short: [
    ...core(EIGHT),
    ...tables(ONE, COSTLY),
    ...outliers(ONE),
    ...pull(ONE),
    ...visual(ONE, ["vpt"]),
  ],
  paper: [
    ...core({}),
    ...outliers(ONE_SEED),
    ...pull(ONE_SEED),
    ...sensitivity(ONE_SEED),
    ...visual(ONE_SEED),
    ...tables(ONE_SEED),
    ...shift(ONE_SEED),
    ...models({}),
    ...scales(ONE_SEED),
  ],
} as const satisfies Readonly<Record<string, readonly PresetPart[]>>;

export type PresetName = keyof typeof PRESETS;
