import { cocoop } from "../../methods/text/cocoop";
import { CONTEXT } from "../../methods/text/coop";
import { optionReader } from "../../methods/options";
import { proda } from "../../methods/text/proda";
import { prograd } from "../../methods/text/prograd";
import type { Options } from "../../methods/recipes";
import { traceSetting, traceWords, type TraceBuilder } from "./traced-tuner";

const CONTEXT_SD = 0.02;

/** CoCoOp; the reference returns the text features of the last image. */
export const cocoopTrace: TraceBuilder = (request) => {
  const contextWords = traceWords(request);
  const context = optionReader(request.trace.config as Options).count("n_ctx", 1);
  const options = { context, contextWords, contextSd: CONTEXT_SD };
  return {
    tuner: cocoop(traceSetting(request, "kgcoop"), options),
    fixedStart: contextWords === null ? [] : [CONTEXT],
    textOfLastImage: true,
  };
};

/** ProGrad; a true start stands for the words of its template. */
export const progradTrace: TraceBuilder = (request) => {
  const reader = optionReader(request.trace.config as Options);
  const setting = traceSetting(request, "prograd");
  const words = setting.template.replace(" {}.", "").replaceAll("_", " ");
  return {
    tuner: prograd(setting, {
      context: reader.count("n_ctx", 1),
      contextWords: reader.flag("ctx_init") ? words : null,
      contextSd: CONTEXT_SD,
      strength: reader.number("lambda"),
      temperature: reader.number("t"),
    }),
  };
};

/** ProDA, with the prompts that the trace drew; it keeps underscores in its prompts. */
export const prodaTrace: TraceBuilder = (request) => {
  const { trace } = request;
  const reader = optionReader(trace.config as Options);
  const drawn = trace.prompt_index_per_step;
  return {
    tuner: proda(traceSetting(request, "kgcoop"), {
      context: reader.count("n_ctx", 1),
      contextSd: CONTEXT_SD,
      prompts: reader.count("n_prompt", 1),
      promptBatch: reader.count("prompt_bs", 1),
      alpha: reader.number("alpha"),
      verbatimNames: true,
      ...(drawn === undefined ? {} : { promptsOf: (step: number) => drawn[step]! }),
    }),
  };
};
