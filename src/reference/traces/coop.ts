import { optionReader } from "../../methods/options";
import { coop, CONTEXT, type CoopOptions } from "../../methods/text/coop";
import { CLASS_TOKEN_PLACES } from "../../methods/text/context-text";
import { kgcoop } from "../../methods/text/kgcoop";
import type { Options } from "../../methods/recipes";
import { fixedOutliers } from "./fixed-outliers";
import {
  traceSetting,
  traceWords,
  type TraceBuilder,
  type TraceRequest,
} from "./traced-tuner";

/** CoOp, with the outliers of DOR where the trace fixes some. */
export const coopTrace: TraceBuilder = (request) => {
  const { trace } = request;
  const setting = traceSetting(request, "kgcoop");
  const options = coopTraceOptions(request, traceWords(request));
  return {
    tuner: coop(setting, options),
    fixedStart: options.contextWords === null ? [] : [CONTEXT],
    ...fixedOutliers(trace, setting),
  };
};

/** KgCoOp, with the outliers of DOR where the trace fixes some. */
export const kgcoopTrace: TraceBuilder = (request) => {
  const { trace } = request;
  const setting = traceSetting(request, "kgcoop");
  const words = request.trace.config["ctx_init"] ? KGCOOP_WORDS : null;
  const options = coopTraceOptions(request, words);
  const reader = optionReader({ w: trace.w ?? null, ...(trace.config as Options) });
  return {
    tuner: kgcoop(setting, { ...options, weight: reader.number("w") }),
    fixedStart: options.contextWords === null ? [] : [CONTEXT],
    ...fixedOutliers(trace, setting),
  };
};

/** KgCoOp starts from these words whenever its configuration names any. */
const KGCOOP_WORDS = "a photo of a";

/** With words to start from, contexts are shared whatever `csc` says. */
function coopTraceOptions(
  { trace: { config } }: TraceRequest,
  contextWords: string | null,
): CoopOptions {
  const reader = optionReader({
    class_token_position: "end",
    csc: false,
    ...(config as Options),
  });
  return {
    context: reader.count("n_ctx", 1),
    contextWords,
    contextSd: 0.02,
    classToken: reader.choice("class_token_position", CLASS_TOKEN_PLACES),
    classSpecific: contextWords === null && reader.flag("csc"),
  };
}
