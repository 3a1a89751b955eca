import { clipAdapter } from "../../methods/heads/clip-adapter";
import { makeTuner } from "../../methods/make-tuner";
import { taskres } from "../../methods/text/taskres";
import { traceOptions, traceSetting, type TraceBuilder } from "./traced-tuner";

/** TaskRes, which keeps underscores in its prompts. */
export const taskresTrace: TraceBuilder = (request) => {
  const options = traceOptions(taskres, request, { verbatim_names: true });
  return { tuner: makeTuner(taskres, traceSetting(request, "taskres"), options) };
};

/** CLIP-Adapter, whose text is its own words and the name. */
export const clipAdapterTrace: TraceBuilder = (request) => {
  const template = `${String(request.trace.config["ctx_init"])} {}.`;
  const setting = { ...traceSetting(request, "kgcoop"), template };
  return { tuner: makeTuner(clipAdapter, setting, traceOptions(clipAdapter, request)) };
};
