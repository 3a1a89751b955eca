import type { FuzzTarget } from "../target";

type Load = () => Promise<{ readonly target: FuzzTarget }>;

/** The readers of bytes from outside, each loaded when it is asked for. */
export const TARGETS: Readonly<Record<string, Load>> = {
  safetensors: () => import("./safetensors"),
  pickle: () => import("./pickle"),
  split: () => import("./split"),
  npy: () => import("./npy"),
  checkpoint: () => import("./checkpoint"),
  plan: () => import("./plan"),
  store: () => import("./store"),
  calibrator: () => import("./calibrator"),
  architecture: () => import("./architecture"),
  suite: () => import("./suite"),
  notebook: () => import("./notebook"),
  "train-state": () => import("./train-state"),
  "metrics-csv": () => import("./metrics-csv"),
  "metrics-arrays": () => import("./metrics-arrays"),
  "image-table": () => import("./image-table"),
  "class-lists": () => import("./class-lists"),
  traces: () => import("./traces"),
  image: () => import("./image"),
  archive: () => import("./archive"),
  "sweep-archive": () => import("./sweep-archive"),
  download: () => import("./download"),
  parquet: () => import("./parquet"),
  notes: () => import("./notes"),
};

export const TARGET_NAMES = Object.keys(TARGETS);
