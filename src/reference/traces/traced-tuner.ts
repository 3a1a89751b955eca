import type { ClipModel } from "../../encoders/towers/clip-model";
import { clipTokenizer } from "../../encoders/tokens/tokenizer";
import { mismatch } from "../../errors/promptcal-error";
import type { TunerDefinition } from "../../methods/definition";
import {
  readOptions,
  type OptionDefinitions,
  type OptionValues,
} from "../../methods/option";
import type { ReferenceTraces, TraceMethod } from "../reference-trace";
import type { Term, Tuner, TunerSetting } from "../../methods/tuner";

/** A trace to be replayed. */
export interface TraceRequest {
  /** Name of the trace, for instance `coop_middle`. */
  readonly method: string;
  readonly trace: TraceMethod;
  readonly traces: ReferenceTraces;
  readonly model: ClipModel;
}

/** Our tuner for a trace, and what of it the reference does its own way. */
export interface TracedTuner {
  readonly tuner: Tuner;
  /** Parameters whose start is not drawn at random: compared too. */
  readonly fixedStart?: readonly string[];
  /** Terms of a step that the trace fixes. */
  readonly terms?: (step: number) => readonly Term[];
  /** Text features are those of the last image alone. */
  readonly textOfLastImage?: boolean;
  /** Frees what the terms made. */
  readonly dispose?: () => void;
}

/** Builds our tuner from a trace's configuration. */
export type TraceBuilder = (request: TraceRequest) => TracedTuner;

/**
 * The options of a trace: the method's under the names of its configuration, which are the reference's.
 * @param own values that the configuration states in another form
 * @throws PromptcalError for a wrong value, or a context whose length is not stated
 */
export function traceOptions<D extends OptionDefinitions>(
  definition: TunerDefinition<D>,
  { method, trace }: TraceRequest,
  own: Readonly<Record<string, unknown>> = {},
): OptionValues<D> {
  const config = { ...trace.config, ...own };
  const needed = ["n_ctx", "n_ctx_text", "n_ctx_vision"];
  const missing = needed.find(
    (name) => Object.hasOwn(definition.options, name) && !Object.hasOwn(config, name),
  );
  if (missing === undefined) return readOptions(definition.options, config);
  throw mismatch({
    what: `option ${missing} of trace ${method}`,
    expected: "a whole number of at least 1",
    got: "none",
  });
}

/**
 * The setting of a trace.
 * @param template name of the template prompt among the trace's templates
 */
export function traceSetting(
  { method, traces, model }: TraceRequest,
  template: string,
): TunerSetting {
  const text = traces.templates[template];
  if (typeof text !== "string") {
    throw mismatch({
      what: `template ${template}`,
      expected: "a text with {}",
      got: text === undefined ? "none" : "a list",
      where: traces.folder,
    });
  }
  return {
    model,
    tokenizer: clipTokenizer(),
    classNames: traceNames(method, traces.classNames.base),
    template: text,
  };
}

/**
 * Words that a trace's context starts from; null where it starts at random (`ctx_init` empty or false).
 * @throws PromptcalError for anything else than a text
 */
export function traceWords({ method, trace: { config } }: TraceRequest): string | null {
  const words = config["ctx_init"];
  if (!words) return null;
  if (typeof words === "string") return words;
  throw mismatch({
    what: `option ctx_init of trace ${method}`,
    expected: "a text",
    got: String(words),
  });
}

/** Class names as they reach the method: some variants have spaces in place of underscores. */
export function traceNames(method: string, names: readonly string[]): readonly string[] {
  return method.endsWith("_plain_names")
    ? names.map((name) => name.replaceAll("_", " "))
    : names;
}
