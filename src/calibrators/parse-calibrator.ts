import { mismatch, oneOf } from "../errors/promptcal-error";
import {
  asFlag,
  asList,
  asNumber,
  asNumbers,
  asRecord,
  asText,
} from "../files/json-fields";
import type { WeightedBinning } from "./bayesian-binning";
import { calibratorNames, type Calibrator } from "./calibrator";
import type { MonotoneCurve } from "./monotone-fit";

type Fields = Readonly<Record<string, unknown>>;
/** Checks the fields of a method. */
type Parse = (fields: Fields, where: string) => Calibrator;

const METHODS = [...calibratorNames, "distance-aware"] as const;
const PROBABILITY = [0, 1] as const;
const AT_LEAST_ZERO = [0, Infinity] as const;

const PARSE: Readonly<Record<Calibrator["method"], Parse>> = {
  temperature: ({ temperature }, where) => ({
    method: "temperature",
    temperature: asNumber(temperature, "temperature", where, [1e-4, 1e4]),
  }),
  vector: ({ weights, intercepts }, where) => {
    const all = asNumbers(intercepts, "intercepts", where);
    const length = classes(all, "intercepts", where);
    return {
      method: "vector",
      weights: asNumbers(weights, "weights", where, { length }),
      intercepts: all,
    };
  },
  matrix: affine("matrix"),
  dirichlet: affine("dirichlet"),
  platt: ({ lines }, where) => ({
    method: "platt",
    lines: perClass(lines, "lines", where, (line, what) => {
      const [slope, intercept] = asNumbers(line, what, where, { length: 2 });
      return [slope!, intercept!] as const;
    }),
  }),
  beta: ({ curves }, where) => ({
    method: "beta",
    curves: perClass(curves, "curves", where, (curve, what) => {
      const [a, b, c] = asNumbers(curve, what, where, { length: 3 });
      asNumbers([a, b], what, where, { range: AT_LEAST_ZERO });
      return [a!, b!, c!] as const;
    }),
  }),
  histogram: ({ frequencies }, where) => ({
    method: "histogram",
    frequencies: perClass(frequencies, "frequencies", where, (bins, what) =>
      filled(asNumbers(bins, what, where, { range: PROBABILITY }), what, where),
    ),
  }),
  isotonic: ({ curves }, where) => ({
    method: "isotonic",
    curves: perClass(curves, "curves", where, (curve, what) =>
      monotone(curve, what, where),
    ),
  }),
  "multi-isotonic": ({ curve, softmaxTwice, normalise }, where) => ({
    method: "multi-isotonic",
    softmaxTwice: asFlag(softmaxTwice, "softmaxTwice", where),
    normalise: asFlag(normalise, "normalise", where),
    curve: monotone(curve, "curve", where),
  }),
  "bayesian-binning": ({ binnings }, where) => ({
    method: "bayesian-binning",
    binnings: perClass(binnings, "binnings", where, (models, what) =>
      asList(models, what, where).map((model, i) =>
        weightedBinning(model, `${what}[${i}]`, where),
      ),
    ),
  }),
  "distance-aware": ({ factors }, where) => {
    const all = asNumbers(factors, "factors", where, { range: AT_LEAST_ZERO });
    classes(all, "factors", where);
    return { method: "distance-aware", factors: all };
  },
};

/**
 * Checks a fitted calibrator that was read from JSON, so that applying it cannot fail.
 * @param where names the file in errors
 * @throws PromptcalError naming the field
 */
export function parseCalibrator(value: unknown, where: string): Calibrator {
  const fields = asRecord(value, "calibrator", where);
  const named = asText(fields["method"], "calibrator method", where);
  const method = oneOf(named, METHODS, "calibrator", where);
  return PARSE[method](fields, where);
}

/** A matrix and intercepts. */
function affine(method: "matrix" | "dirichlet"): Parse {
  return ({ weights, intercepts }, where) => {
    const all = asNumbers(intercepts, "intercepts", where);
    const length = classes(all, "intercepts", where) ** 2;
    return {
      method,
      weights: asNumbers(weights, "weights", where, { length }),
      intercepts: all,
    };
  };
}

function perClass<T>(
  value: unknown,
  what: string,
  where: string,
  parse: (item: unknown, what: string) => T,
): readonly T[] {
  const items = asList(value, what, where);
  classes(items, what, where);
  return items.map((item, k) => parse(item, `${what}[${k}]`));
}

/** Number of classes, which are two at least. */
function classes({ length }: readonly unknown[], what: string, where: string): number {
  if (length >= 2) return length;
  throw mismatch({
    what,
    expected: "one for each of 2 classes or more",
    got: `${length}`,
    where,
  });
}

function filled(list: readonly number[], what: string, where: string): readonly number[] {
  if (list.length > 0) return list;
  throw mismatch({ what, expected: "at least one number", got: "none", where });
}

function monotone(value: unknown, what: string, where: string): MonotoneCurve {
  const fields = asRecord(value, what, where);
  const x = filled(asNumbers(fields["x"], `${what}.x`, where), `${what}.x`, where);
  const y = asNumbers(fields["y"], `${what}.y`, where, {
    length: x.length,
    range: PROBABILITY,
  });
  rising(x, `${what}.x`, where);
  return { x, y };
}

function weightedBinning(value: unknown, what: string, where: string): WeightedBinning {
  const fields = asRecord(value, what, where);
  const inner = asNumbers(fields["inner"], `${what}.inner`, where);
  rising(inner, `${what}.inner`, where);
  return {
    weight: asNumber(fields["weight"], `${what}.weight`, where, PROBABILITY),
    inner,
    probabilities: asNumbers(fields["probabilities"], `${what}.probabilities`, where, {
      length: inner.length + 1,
      range: PROBABILITY,
    }),
  };
}

function rising(list: readonly number[], what: string, where: string): void {
  const at = list.findIndex((value, i) => i > 0 && value <= list[i - 1]!);
  if (at < 0) return;
  const got = `${list[at]} behind ${list[at - 1]}`;
  throw mismatch({ what: `${what}[${at}]`, expected: "rising numbers", got, where });
}
