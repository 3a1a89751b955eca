import {
  asList,
  asNumber,
  asNumbers,
  asRecord,
  asText,
  asTexts,
} from "../files/json-fields";

/** One training trace of reference code: start, gradient, losses, end. */
export interface TraceMethod {
  readonly loss: readonly number[];
  readonly lr_per_step: readonly number[];
  /** The method's options under the reference's names; `trainer` is the method. */
  readonly config: { readonly trainer: string; readonly [option: string]: unknown };
  /** KgCoOp with DOR keeps its weight here. */
  readonly w?: number;
  /** Prompts that ProDA drew. */
  readonly prompt_index_per_step?: readonly (readonly number[])[];
  /** Weights of the steps in the final parameters, where the method averages them (PromptSRC). */
  readonly gpa_weights?: readonly number[];
  readonly optimizer: {
    readonly name: string;
    /** Null for optimisers that have none. */
    readonly momentum: number | null;
    readonly weight_decay: number;
    readonly eps?: number;
  };
  /** How far the reference's own float32 code strays from these numbers: a number, or one per step. */
  readonly float32_max_abs_deviation: Readonly<Record<string, number | readonly number[]>>;
}

/** What `traces.json` of a folder of reference traces holds, of interest here. */
export interface TraceFile {
  /** Hand-written prompts by method, and lists of them. */
  readonly templates: Readonly<Record<string, string | readonly string[]>>;
  readonly classNames: Readonly<Record<"base" | "new", readonly string[]>>;
  readonly methods: Readonly<Record<string, TraceMethod>>;
}

/**
 * Checks a file of traces that was read from JSON. Options of a method are checked by whoever reads them.
 * @param where names the file in errors
 * @throws PromptcalError naming the field
 */
export function parseTraces(value: unknown, where: string): TraceFile {
  const fields = asRecord(value, "reference traces", where);
  const names = asRecord(fields["class_names"], "class_names", where);
  return {
    templates: mapped(fields["templates"], "templates", where, (template, what) =>
      typeof template === "string" ? template : asTexts(template, what, where),
    ),
    classNames: {
      base: asTexts(names["base"], "class_names.base", where),
      new: asTexts(names["new"], "class_names.new", where),
    },
    methods: mapped(fields["methods"], "methods", where, (method, what) =>
      parseMethod(method, what, where),
    ),
  };
}

function parseMethod(value: unknown, what: string, where: string): TraceMethod {
  const fields = asRecord(value, what, where);
  const part = (name: string): Readonly<Record<string, unknown>> =>
    asRecord(fields[name], `${what}.${name}`, where);
  const config = part("config");
  asText(config["trainer"], `${what}.config.trainer`, where);
  const { name, momentum, weight_decay: decay, eps } = part("optimizer");
  asText(name, `${what}.optimizer.name`, where);
  if (momentum !== null) asNumber(momentum, `${what}.optimizer.momentum`, where);
  asNumber(decay, `${what}.optimizer.weight_decay`, where);
  if (eps !== undefined) asNumber(eps, `${what}.optimizer.eps`, where);
  const loss = asNumbers(fields["loss"], `${what}.loss`, where);
  asNumbers(fields["lr_per_step"], `${what}.lr_per_step`, where, { length: loss.length });
  if (fields["w"] !== undefined) asNumber(fields["w"], `${what}.w`, where);
  if (fields["gpa_weights"] !== undefined)
    asNumbers(fields["gpa_weights"], `${what}.gpa_weights`, where, { length: loss.length });
  const outliers = config["outlier_batch_per_step"];
  if (outliers !== undefined) {
    const option = `${what}.config.outlier_batch_per_step`;
    asList(outliers, option, where, loss.length).forEach((step, i) =>
      asTexts(step, `${option}[${i}]`, where),
    );
    asText(config["outlier_template"], `${what}.config.outlier_template`, where);
    asNumber(config["dor_lambda"], `${what}.config.dor_lambda`, where);
  }
  const drawn = fields["prompt_index_per_step"];
  if (drawn !== undefined) {
    asList(drawn, `${what}.prompt_index_per_step`, where, loss.length).forEach((step, i) =>
      asNumbers(step, `${what}.prompt_index_per_step[${i}]`, where),
    );
  }
  mapped(
    fields["float32_max_abs_deviation"],
    `${what}.float32_max_abs_deviation`,
    where,
    (figure, name) =>
      Array.isArray(figure)
        ? asNumbers(figure, name, where)
        : asNumber(figure, name, where),
  );
  return fields as unknown as TraceMethod;
}

function mapped<T>(
  value: unknown,
  what: string,
  where: string,
  parse: (item: unknown, what: string) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(asRecord(value, what, where)).map(([name, item]) => [
      name,
      parse(item, `${what}.${name}`),
    ]),
  );
}
