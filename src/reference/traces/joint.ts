import { maple } from "../../methods/joint/maple";
import { promptSrc } from "../../methods/joint/promptsrc";
import { vpt } from "../../methods/joint/vpt";
import { makeTuner } from "../../methods/make-tuner";
import { CONTEXT } from "../../methods/text/learned-context";
import { fixedOutliers } from "./fixed-outliers";
import {
  traceOptions,
  traceSetting,
  type TraceBuilder,
  type TraceRequest,
} from "./traced-tuner";

/** MaPLe. */
export const mapleTrace: TraceBuilder = (request) => {
  const setting = traceSetting(request, "zero_shot");
  const words = wordsOf(request, "n_ctx");
  const options = traceOptions(maple, request, { ctx_init: words });
  return {
    tuner: makeTuner(maple, setting, options),
    fixedStart: words === null ? [] : [CONTEXT],
    ...fixedOutliers(request.trace, setting),
  };
};

/** PromptSRC, with the Gaussian average where the trace has its weights. */
export const promptSrcTrace: TraceBuilder = (request) => {
  const setting = traceSetting(request, "zero_shot");
  const words = wordsOf(request, "n_ctx_text");
  const options = traceOptions(promptSrc, request, {
    ctx_init: words,
    imagenet_teacher: true,
  });
  return {
    tuner: makeTuner(promptSrc, setting, options),
    fixedStart: words === null ? [] : [CONTEXT],
    ...fixedOutliers(request.trace, setting),
  };
};

/** VPT, shallow where the depth is 1. */
export const vptTrace: TraceBuilder = (request) => ({
  tuner: makeTuner(vpt, traceSetting(request, "zero_shot"), traceOptions(vpt, request)),
});

/** The reference takes words only for at most 4 tokens, and none for an empty text. */
function wordsOf({ trace: { config } }: TraceRequest, length: string): string | null {
  const words = String(config["ctx_init"] ?? "").replaceAll("_", " ");
  return words === "" || Number(config[length]) > 4 ? null : words;
}
