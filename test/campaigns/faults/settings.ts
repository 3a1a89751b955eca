/** How long and how hard a campaign is. */
export interface Settings {
  /** Data sets, methods and seeds of the plan. */
  readonly datasets: readonly string[];
  readonly tuners: readonly string[];
  readonly regularisers: readonly string[];
  readonly seeds: readonly number[];
  /** Mean milliseconds between two faults. */
  readonly pause: number;
  /** Faults that hit, after which the rest is left undisturbed. */
  readonly faults: number;
  /** Chance that a worker dies at one change of a file; a run makes about thirty. */
  readonly deathAtFile: number;
  /** Kills of the local sweep in the second part. */
  readonly kills: number;
  /** Megabytes of the disk that fills up. */
  readonly diskMegabytes: number;
  /** Silent seconds after which a holder on another machine counts as dead. */
  readonly staleSeconds: number;
  /** Seconds for which Slurm may hold tasks back before they are cancelled and submitted again. */
  readonly patienceSeconds: number;
}

const DATASETS = [
  "animals",
  "clothing_home",
  "devices",
  "documents",
  "food",
  "health_body",
  "nature",
  "places",
  "sport_music",
  "symbols",
  "tools",
];

/** 11 data sets x 9 methods x 6 seeds = 594 runs. */
export const FULL: Settings = {
  datasets: DATASETS,
  tuners: ["zeroshot", "tip-adapter", "taskres", "coop", "kgcoop", "prograd"],
  regularisers: ["none", "dor"],
  seeds: [1, 2, 3, 4, 5, 6],
  pause: 2500,
  faults: 500,
  deathAtFile: 0.004,
  kills: 200,
  diskMegabytes: 160,
  staleSeconds: 20,
  patienceSeconds: 30,
};

/** A sixth of it, where a machine has less time: 4 data sets x 9 methods x 3 seeds = 108 runs. */
export const SHORT: Settings = {
  ...FULL,
  datasets: DATASETS.slice(0, 4),
  seeds: [1, 2, 3],
  faults: 120,
  kills: 40,
};

/** The same in less than a minute, for continuous integration: 4 runs. */
export const QUICK: Settings = {
  datasets: ["vehicles"],
  tuners: ["zeroshot", "coop"],
  regularisers: ["none"],
  seeds: [1, 2],
  pause: 600,
  faults: 14,
  deathAtFile: 0.006,
  kills: 3,
  diskMegabytes: 24,
  staleSeconds: 4,
  patienceSeconds: 10,
};

/** Marks every process of a campaign, whoever starts it: Slurm hands the environment on. */
export const MARK = "PROMPTCAL_FAULTS";
