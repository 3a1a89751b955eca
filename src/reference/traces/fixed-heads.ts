import { clipAdapter } from "../../methods/heads/clip-adapter";
import { optionReader } from "../../methods/options";
import type { Options } from "../../methods/recipes";
import { taskres } from "../../methods/text/taskres";
import { traceSetting, type TraceBuilder } from "./traced-tuner";

/** TaskRes, which keeps underscores in its prompts. */
export const taskresTrace: TraceBuilder = (request) => {
  const reader = optionReader(request.trace.config as Options);
  const scale = reader.number("residual_scale");
  const setting = traceSetting(request, "taskres");
  return { tuner: taskres(setting, { scale, verbatimNames: true }) };
};

/** CLIP-Adapter, whose text is its own words and the name. */
export const clipAdapterTrace: TraceBuilder = (request) => {
  const reader = optionReader(request.trace.config as Options);
  const setting = traceSetting(request, "kgcoop");
  const template = `${reader.text("ctx_init")} {}.`;
  const ratio = reader.number("ratio");
  const reduction = reader.count("reduction", 1);
  return { tuner: clipAdapter({ ...setting, template }, { ratio, reduction }) };
};
