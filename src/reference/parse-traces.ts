import * as v from "valibot";
import { checked } from "../files/json/checked";
import {
  byName,
  fields,
  finiteNumber,
  list,
  ruled,
  someFields,
  TEXT,
  TEXTS,
  type Broken,
  type Infer,
} from "../files/json/schema";

const NUMBER = finiteNumber();
const NUMBERS = list(NUMBER);

/** The method's options under the reference's names; readers check those that they need. */
const CONFIG = someFields({
  /** The method. */
  trainer: TEXT,
  /** DOR: outliers of each step, their template and the weight. */
  outlier_batch_per_step: v.optional(list(TEXTS)),
  outlier_template: v.optional(TEXT),
  dor_lambda: v.optional(NUMBER),
});

const METHOD = fields({
  loss: NUMBERS,
  lr_per_step: NUMBERS,
  config: CONFIG,
  /** KgCoOp with DOR keeps its weight here. */
  w: v.optional(NUMBER),
  /** Prompts that ProDA drew. */
  prompt_index_per_step: v.optional(list(NUMBERS)),
  /** Weights of the steps in the final parameters, where the method averages them (PromptSRC). */
  gpa_weights: v.optional(NUMBERS),
  optimizer: fields({
    name: TEXT,
    /** Null for optimisers that have none. */
    momentum: v.nullable(NUMBER),
    weight_decay: NUMBER,
    eps: v.optional(NUMBER),
  }),
  /** How far the reference's own float32 code strays from these numbers: a number, or one per step. */
  float32_max_abs_deviation: byName(
    v.union([NUMBER, NUMBERS], "a number, or a list of numbers"),
  ),
});
/** One training trace of reference code: start, gradient, losses, end. */
export type TraceMethod = Infer<typeof METHOD>;

const TRACES = fields({
  /** Prompt templates by method, and lists of them. */
  templates: byName(
    v.union([v.string(), v.array(v.string())], "a text, or a list of texts"),
  ),
  class_names: fields({ base: TEXTS, new: TEXTS }),
  methods: byName(ruled(METHOD, otherThanSteps)),
});

/** What `traces.json` of a folder of reference traces holds, of interest here. */
export interface TraceFile extends Omit<Infer<typeof TRACES>, "class_names"> {
  readonly classNames: Readonly<Record<"base" | "new", readonly string[]>>;
}

/**
 * Checks a file of traces that was read from JSON. The readers of a method's options check them.
 * @param where names the file in errors
 * @throws PromptcalError naming the field
 */
export function parseTraces(value: unknown, where: string): TraceFile {
  const { class_names: classNames, ...traces } = checked(
    TRACES,
    value,
    "reference traces",
    where,
  );
  return { ...traces, classNames };
}

/** What is kept per step has as many items as there are losses. DOR's outliers come with template and weight. */
function otherThanSteps(method: TraceMethod): Broken | undefined {
  const { loss, config } = method;
  const perStep = {
    lr_per_step: method.lr_per_step,
    gpa_weights: method.gpa_weights,
    prompt_index_per_step: method.prompt_index_per_step,
  };
  const expected = `a list of ${loss.length}`;
  for (const [name, steps] of Object.entries(perStep)) {
    if (steps !== undefined && steps.length !== loss.length)
      return { path: [name], expected };
  }
  const outliers = config.outlier_batch_per_step;
  if (outliers === undefined) return undefined;
  if (outliers.length !== loss.length)
    return { path: ["config", "outlier_batch_per_step"], expected };
  if (config.outlier_template === undefined)
    return { path: ["config", "outlier_template"], expected: "a text" };
  return config.dor_lambda === undefined
    ? { path: ["config", "dor_lambda"], expected: "a number" }
    : undefined;
}
