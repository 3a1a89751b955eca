import { makeTuner } from "../../methods/make-tuner";
import { cocoop } from "../../methods/text/cocoop";
import { CONTEXT } from "../../methods/text/learned-context";
import { makeProda, proda } from "../../methods/text/proda";
import { prograd } from "../../methods/text/prograd";
import { traceOptions, traceSetting, traceWords, type TraceBuilder } from "./traced-tuner";

/** CoCoOp; the reference returns the text features of the last image. */
export const cocoopTrace: TraceBuilder = (request) => {
  const words = traceWords(request);
  const options = traceOptions(cocoop, request, { ctx_init: words });
  return {
    tuner: makeTuner(cocoop, traceSetting(request, "kgcoop"), options),
    fixedStart: words === null ? [] : [CONTEXT],
    textOfLastImage: true,
  };
};

/** ProGrad; a true start stands for the words of its template. */
export const progradTrace: TraceBuilder = (request) => {
  const setting = traceSetting(request, "prograd");
  const words = setting.template.replace(" {}.", "").replaceAll("_", " ");
  const options = traceOptions(prograd, request, {
    ctx_init: request.trace.config["ctx_init"] === true ? words : null,
  });
  return { tuner: makeTuner(prograd, setting, options) };
};

/** ProDA, with the prompts that the trace drew; it keeps underscores in its prompts. */
export const prodaTrace: TraceBuilder = (request) => {
  const setting = traceSetting(request, "kgcoop");
  const options = traceOptions(proda, request, { verbatim_names: true });
  const promptsPerStep = request.trace.prompt_index_per_step;
  const replayed = {
    ...proda,
    make: () =>
      makeProda(setting, {
        ...options,
        ...(promptsPerStep === undefined
          ? {}
          : { promptsOf: (step: number) => promptsPerStep[step]! }),
      }),
  };
  return { tuner: makeTuner(replayed, setting, options) };
};
