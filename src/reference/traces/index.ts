import { coopTrace, kgcoopTrace } from "./coop";
import { mapleTrace, promptSrcTrace, vptTrace } from "./joint";
import { cocoopTrace, prodaTrace, progradTrace } from "./descendants";
import { clipAdapterTrace, taskresTrace } from "./fixed-heads";
import type { TraceBuilder } from "./traced-tuner";

/** How to build our tuner for a trace, by the reference's name of the trainer. */
export const TRACE_BUILDERS: Readonly<Record<string, TraceBuilder>> = {
  CLIP_Adapter: clipAdapterTrace,
  CoCoOp: cocoopTrace,
  CoOp: coopTrace,
  "CoOp + DOR": coopTrace,
  KgCoOp: kgcoopTrace,
  "KgCoOp + DOR": kgcoopTrace,
  ProDA: prodaTrace,
  ProGrad: progradTrace,
  TaskRes: taskresTrace,
  MaPLe: mapleTrace,
  PromptSRC: promptSrcTrace,
  VPT: vptTrace,
};
