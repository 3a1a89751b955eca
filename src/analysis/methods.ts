import { tunerNames, tuners } from "../methods/registry";
import { regulariserNames, regularisers } from "../regularisers/registry";

/**
 * Identifier of a method: a tuner, `tuner+regulariser`, or one of these with options that differ from its
 * recipe, `coop+dor[dor.choice=far]`.
 */
export type Method = string;

/** The five methods of the paper's story. */
export const methods: readonly Method[] = [
  "zeroshot",
  "coop",
  "kgcoop",
  "coop+dor",
  "kgcoop+dor",
];

/** The parts of a method identifier. */
export interface MethodParts {
  readonly tuner: string;
  /** `none`, or a regulariser. */
  readonly regulariser: string;
  /** Options that differ from the recipe, by name. */
  readonly changed: Readonly<Record<string, string>>;
}

/** Takes a method identifier apart. */
export function methodParts(method: Method): MethodParts {
  const [, name, options] = /^([^[]*)(?:\[(.*)\])?$/s.exec(method)!;
  const plus = name!.indexOf("+");
  const changed = (options ?? "").split("; ").filter((part) => part !== "");
  return {
    tuner: plus < 0 ? name! : name!.slice(0, plus),
    regulariser: plus < 0 ? "none" : name!.slice(plus + 1),
    changed: Object.fromEntries(
      changed.map((part) => {
        const at = part.indexOf("=");
        return [part.slice(0, at), part.slice(at + 1)];
      }),
    ),
  };
}

/** The identifier of a method without its changed options: `coop+dor` of `coop+dor[dor.choice=far]`. */
export function plainMethod(method: Method): Method {
  return method.replace(/\[.*$/s, "");
}

/** The identifier of a method with changed options; `methodParts` takes it apart again. */
export function methodWith(
  method: Method,
  changed: Readonly<Record<string, string>>,
): Method {
  const parts = Object.entries(changed).map(([name, value]) => `${name}=${value}`);
  return parts.length === 0 ? method : `${method}[${parts.join("; ")}]`;
}

/** Name for tables and figures: `CoOp+DOR`, `CoOp+DOR, outliers far`; identifiers of a user's own stay as they are. */
export function methodTitle(method: Method): string {
  const { tuner, regulariser, changed } = methodParts(method);
  const joined = regulariser === "none" ? "" : `+${regulariserTitle(regulariser)}`;
  const options = Object.entries(changed).map(([name, value]) =>
    `, ${optionTitle(name)} ${value}`.trimEnd(),
  );
  const title = tuners().find(({ name }) => name === tuner)?.title ?? tuner;
  return `${title}${joined}${options.join("")}`;
}

/** How an option is written: `λ` for `dor.lambda`; those without a symbol keep their names. */
export function optionTitle(name: string): string {
  const owner = regularisers().find((definition) => name.startsWith(`${definition.name}.`));
  const key = owner === undefined ? name : name.slice(owner.name.length + 1);
  const owners = owner === undefined ? tuners() : [owner];
  const symbols = owners.flatMap(({ options }) => options[key]?.symbol ?? []);
  return symbols[0] ?? name;
}

/** Each method once, in the order of tables: by tuner, then without and with regularisers, then changed options. */
export function orderMethods(some: Iterable<Method>): readonly Method[] {
  const [ofTuners, ofRegularisers] = [tunerNames(), regulariserNames()];
  const rankOf = (names: readonly string[], name: string): number => {
    const at = names.indexOf(name);
    return at < 0 ? names.length : at;
  };
  const key = (method: Method): readonly number[] => {
    const { tuner, regulariser, changed } = methodParts(method);
    const variant = Object.keys(changed).length;
    return [rankOf(ofTuners, tuner), rankOf(ofRegularisers, regulariser), variant];
  };
  return [...new Set(some)].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    const at = x.findIndex((value, i) => value !== y[i]);
    return at < 0 ? compareOptions(a, b) : x[at]! - y[at]!;
  });
}

/** By the first value that differs: numbers by size, words by the alphabet. */
function compareOptions(a: Method, b: Method): number {
  const [x, y] = [a, b].map((method) => Object.entries(methodParts(method).changed));
  const at = x!.findIndex((entry, i) => entry.join() !== y![i]?.join());
  const [[name, value], [other, second]] = [x![at] ?? ["", a], y![at] ?? ["", b]];
  const [p, q] = [Number(value), Number(second)];
  const numbers = name === other && Number.isFinite(p) && Number.isFinite(q);
  return numbers ? p - q : a.localeCompare(b, "en");
}

function regulariserTitle(name: string): string {
  return regularisers().find((definition) => definition.name === name)?.title ?? name;
}
