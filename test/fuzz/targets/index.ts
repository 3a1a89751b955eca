import type { FuzzTarget } from "../target";

type Load = () => Promise<{ readonly target: FuzzTarget }>;

/** The readers of bytes from outside, each loaded when it is asked for. */
export const TARGETS: Readonly<Record<string, Load>> = {
  safetensors: () => import("./safetensors"),
  pickle: () => import("./pickle"),
  split: () => import("./split"),
};

export const TARGET_NAMES = Object.keys(TARGETS);
