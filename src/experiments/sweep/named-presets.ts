import {
  baselines,
  core,
  COSTLY,
  models,
  openClaims,
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

/** The parts of the whole plan, each a plan of its own. */
const OF_PAPER = {
  core: core({}),
  outliers: outliers(ONE_SEED),
  pull: pull(ONE_SEED),
  sensitivity: sensitivity(ONE_SEED),
  visual: visual(ONE_SEED),
  tables: tables(ONE_SEED),
  shift: shift(ONE_SEED),
  models: models({}),
  "open-claims": openClaims(ONE_SEED),
  scales: scales(ONE_SEED),
} as const satisfies Readonly<Record<string, readonly PresetPart[]>>;

/** Names of the plans that `paper` consists of, in its order. */
export const PAPER_PARTS = Object.keys(OF_PAPER) as readonly (keyof typeof OF_PAPER)[];

/**
 * Named plans. `short` fits into a few minutes: the story on the eight largest data sets, and of all else what is quickly
 * tuned on the smallest of these, with one seed. It has no image outliers (`visual`): they come from the other data sets,
 * each of which would have to be rendered and encoded for them. Each of its runs is one of `paper`, the whole, so that
 * the tables of both are of the same runs, fewer or more. `baselines` is in neither: no claim needs it.
 */
export const PRESETS = {
  ...OF_PAPER,
  testtime: testtime(ONE_SEED),
  baselines: baselines({ ...THREE, ...ONE_SEED }),
  short: [...core(EIGHT), ...tables(ONE, COSTLY), ...outliers(ONE), ...pull(ONE)],
  paper: Object.values(OF_PAPER).flat(),
} as const satisfies Readonly<Record<string, readonly PresetPart[]>>;

export type PresetName = keyof typeof PRESETS;
