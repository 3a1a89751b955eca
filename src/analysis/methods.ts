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

/** Titles in the order of tables: text prompts, joint prompts, then heads on fixed features. */
const TUNER_TITLES: Readonly<Record<string, string>> = {
  zeroshot: "zero-shot",
  coop: "CoOp",
  cocoop: "CoCoOp",
  maple: "MaPLe",
  kgcoop: "KgCoOp",
  dept: "DePT",
  tcp: "TCP",
  promptsrc: "PromptSRC",
  coprompt: "CoPrompt",
  prograd: "ProGrad",
  proda: "ProDA",
  ivlp: "IVLP",
  vpt: "VPT",
  "clip-adapter": "CLIP-Adapter",
  taskres: "TaskRes",
  "tip-adapter": "Tip-Adapter",
  "tip-adapter-f": "Tip-Adapter-F",
};

const REGULARISER_TITLES: Readonly<Record<string, string>> = {
  dor: "DOR",
  "dor-image": "DOR (images)",
  anchor: "anchor",
  tcpt: "TCPT",
  mbls: "MBLS",
  range: "range",
  rescale: "rescale",
};

/** How options are written in titles; others keep their names. */
const OPTION_TITLES: Readonly<Record<string, string>> = {
  weight: "λ",
  "dor.weight": "λ",
  "dor.candidates": "K",
  "dor.batch": "B",
  "dor.choice": "outliers",
  "dor.resample": "new outliers per",
  context_words: "words",
};

/** What a method identifier says. */
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
  const options = Object.entries(changed).map(
    ([name, value]) => `, ${optionTitle(name)} ${value}`,
  );
  return `${TUNER_TITLES[tuner] ?? tuner}${joined}${options.join("")}`;
}

/** How an option is written: `λ` for `dor.weight`. */
export function optionTitle(name: string): string {
  return OPTION_TITLES[name] ?? name.replaceAll("_", " ");
}

/** Each method once, in the order of tables: by tuner, then without and with regularisers, then changed options. */
export function orderMethods(some: Iterable<Method>): readonly Method[] {
  const tuners = Object.keys(TUNER_TITLES);
  const regularisers = ["none", ...Object.keys(REGULARISER_TITLES)];
  const place = (names: readonly string[], name: string): number => {
    const at = names.indexOf(name);
    return at < 0 ? names.length : at;
  };
  const key = (method: Method): readonly number[] => {
    const { tuner, regulariser, changed } = methodParts(method);
    const variant = Object.keys(changed).length;
    return [place(tuners, tuner), place(regularisers, regulariser), variant];
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
  return REGULARISER_TITLES[name] ?? name;
}
