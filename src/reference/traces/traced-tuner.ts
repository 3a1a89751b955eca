import type { ClipModel } from "../../encoders/towers/clip-model";
import { clipTokenizer } from "../../encoders/tokens/tokenizer";
import { mismatch } from "../../errors/promptcal-error";
import { optionReader } from "../../methods/options";
import type { Options } from "../../methods/recipes";
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
 * The setting of a trace.
 * @param template name of the hand-written prompt among the trace's templates
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

/** Words that a trace's context starts from; null where it starts at random (`ctx_init` empty or false). */
export function traceWords({ trace: { config } }: TraceRequest): string | null {
  return config["ctx_init"] ? optionReader(config as Options).text("ctx_init") : null;
}

/** Class names as they reach the method: some variants have spaces in place of underscores. */
export function traceNames(method: string, names: readonly string[]): readonly string[] {
  return method.endsWith("_plain_names")
    ? names.map((name) => name.replaceAll("_", " "))
    : names;
}
