import { CONTEXT } from "../../methods/text/coop";
import { maple } from "../../methods/joint/maple";
import { optionReader, type OptionReader } from "../../methods/options";
import { promptSrc } from "../../methods/joint/promptsrc";
import type { Options } from "../../methods/recipes";
import { vpt } from "../../methods/joint/vpt";
import { fixedOutliers } from "./fixed-outliers";
import { traceSetting, type TraceBuilder, type TraceRequest } from "./traced-tuner";

/** Deviation of random starts: the traces fix them. */
const NOT_DRAWN = 0.02;

/** MaPLe. */
export const mapleTrace: TraceBuilder = (request) => {
  const setting = traceSetting(request, "zero_shot");
  const options = readerOf(request);
  const context = options.count("n_ctx", 1);
  const contextWords = wordsOf(options, context);
  return {
    tuner: maple(setting, {
      context,
      contextWords,
      contextSd: NOT_DRAWN,
      depth: options.count("prompt_depth", 1),
    }),
    fixedStart: contextWords === null ? [] : [CONTEXT],
    ...fixedOutliers(request.trace, setting),
  };
};

/** PromptSRC, with the Gaussian average where the trace has its weights. */
export const promptSrcTrace: TraceBuilder = (request) => {
  const setting = traceSetting(request, "zero_shot");
  const options = readerOf(request);
  const context = options.count("n_ctx_text", 1);
  const contextWords = wordsOf(options, context);
  return {
    tuner: promptSrc(setting, {
      context,
      contextWords,
      contextSd: NOT_DRAWN,
      visual: options.count("n_ctx_vision", 1),
      depthText: options.count("prompt_depth_text", 1),
      depthVision: options.count("prompt_depth_vision", 1),
      textWeight: options.number("text_loss_weight"),
      imageWeight: options.number("image_loss_weight"),
      ensemble: true,
      averaging: { mean: options.number("gpa_mean"), sd: options.number("gpa_std") },
    }),
    fixedStart: contextWords === null ? [] : [CONTEXT],
    ...fixedOutliers(request.trace, setting),
  };
};

/** VPT, shallow where the depth is 1. */
export const vptTrace: TraceBuilder = (request) => {
  const options = readerOf(request);
  return {
    tuner: vpt(traceSetting(request, "zero_shot"), {
      visual: options.count("n_ctx_vision", 1),
      depth: options.count("prompt_depth_vision", 1),
      contextSd: NOT_DRAWN,
      contextWords: options.text("ctx_init"),
    }),
  };
};

function readerOf({ trace }: TraceRequest): OptionReader {
  return optionReader(trace.config as Options);
}

/** The reference takes words only for at most 4 tokens, and none for an empty text. */
function wordsOf(options: OptionReader, context: number): string | null {
  const words = options.text("ctx_init").replaceAll("_", " ");
  return words === "" || context > 4 ? null : words;
}
