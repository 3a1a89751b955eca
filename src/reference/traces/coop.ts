import { makeTuner } from "../../methods/make-tuner";
import { coop } from "../../methods/text/coop";
import { kgcoop } from "../../methods/text/kgcoop";
import { CONTEXT } from "../../methods/text/learned-context";
import { fixedOutliers } from "./fixed-outliers";
import {
  traceOptions,
  traceSetting,
  traceWords,
  type TraceBuilder,
  type TraceRequest,
} from "./traced-tuner";

/** CoOp, with the outliers of DOR where the trace fixes some. */
export const coopTrace: TraceBuilder = (request) => {
  const setting = traceSetting(request, "kgcoop");
  const options = traceOptions(coop, request, started(request, traceWords(request)));
  return {
    tuner: makeTuner(coop, setting, options),
    fixedStart: options.ctx_init === null ? [] : [CONTEXT],
    ...fixedOutliers(request.trace, setting),
  };
};

/** KgCoOp, with the outliers of DOR where the trace fixes some; some traces have its weight at the top. */
export const kgcoopTrace: TraceBuilder = (request) => {
  const setting = traceSetting(request, "kgcoop");
  const { w, config } = request.trace;
  const options = traceOptions(kgcoop, request, {
    ...started(request, config["ctx_init"] ? KGCOOP_WORDS : null),
    ...(w === undefined ? {} : { w }),
  });
  return {
    tuner: makeTuner(kgcoop, setting, options),
    fixedStart: options.ctx_init === null ? [] : [CONTEXT],
    ...fixedOutliers(request.trace, setting),
  };
};

/** KgCoOp starts from these words whenever its configuration names any. */
const KGCOOP_WORDS = "a photo of a";

/** With words to start from, contexts are shared whatever `csc` says. */
function started(
  { trace: { config } }: TraceRequest,
  ctx_init: string | null,
): Readonly<Record<string, unknown>> {
  return { ctx_init, csc: ctx_init === null && (config["csc"] ?? false) };
}
