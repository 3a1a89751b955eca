import { coopTrace, kgcoopTrace } from "./coop";
import { mapleTrace, promptSrcTrace, vptTrace } from "./joint";
import type { TraceBuilder } from "./traced-tuner";

/** How to build our tuner for a trace, by the reference's name of the trainer. */
export const TRACE_BUILDERS: Readonly<Record<string, TraceBuilder>> = {
  CoOp: coopTrace,
  "CoOp + DOR": coopTrace,
  KgCoOp: kgcoopTrace,
  "KgCoOp + DOR": kgcoopTrace,
  MaPLe: mapleTrace,
  PromptSRC: promptSrcTrace,
  VPT: vptTrace,
};
