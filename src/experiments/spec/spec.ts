import { canonicalHash, canonicalJson } from "../../files/canonical-json";
import { mismatch } from "../../errors/promptcal-error";
import { DATA_NAME, isDataName } from "./data-name";
import type { Options, OptionValue } from "./options";

/**
 * What one run is: everything its predictions depend on, all values resolved. Two runs with equal
 * specs are the same run, wherever and whenever they are computed.
 */
export interface RunSpec {
  /** Version of the meaning of these fields; a change of the computation raises it. */
  readonly format: typeof SPEC_FORMAT;
  readonly suite: string;
  readonly dataset: string;
  readonly tuner: string;
  /** `none`, or the name of the regulariser composed with the tuner. */
  readonly regulariser: string;
  /** Training images per base class. */
  readonly shots: number;
  readonly seed: number;
  /** Every option of tuner, training and regulariser. */
  readonly recipe: Options;
  /** SHA-256 of the CLIP weights. */
  readonly weightsHash: string;
  /** SHA-256 over split and images of the data set. */
  readonly dataHash: string;
}

/** Raised when the same fields would come to mean another computation. */
export const SPEC_FORMAT = 1;

/** SHA-256 of a spec's canonical JSON, 64 hex digits; independent of the order of fields. */
export function configurationHash(spec: RunSpec): string {
  return canonicalHash(spec);
}

/** First 16 hex digits of the configuration hash: the name of the run and of its folder. */
export function runId(spec: RunSpec): string {
  return configurationHash(spec).slice(0, 16);
}

/** One line for people: `food coop+dor seed 1 (icons)`. */
export function describeSpec(spec: RunSpec): string {
  return `${spec.dataset} ${methodName(spec)} seed ${spec.seed} (${spec.suite})`;
}

/** `coop`, or `coop+dor` with a regulariser. */
export function methodName({
  tuner,
  regulariser,
}: Pick<RunSpec, "tuner" | "regulariser">): string {
  return regulariser === "none" ? tuner : `${tuner}+${regulariser}`;
}

/** A spec as one line of a plan. */
export function specLine(spec: RunSpec): string {
  return canonicalJson(spec);
}

const HEX64 = /^[0-9a-f]{64}$/;

/**
 * Checks a spec read from a file. It is not looked up in suites or recipes: a plan of an older
 * version stays readable.
 * @param where file and line for errors
 * @throws PromptcalError naming the field
 */
export function parseSpec(json: unknown, where: string): RunSpec {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw mismatch({
      what: "run spec",
      expected: "a JSON object",
      got: shown(json),
      where,
    });
  }
  const fields = json as Record<string, unknown>;
  const word = (name: string): string =>
    checked(fields, name, "a name", isWord, where) as string;
  const dataName = (name: string): string =>
    checked(fields, name, DATA_NAME, isDataName, where) as string;
  const count = (name: string, least: number): number =>
    checked(
      fields,
      name,
      `a whole number of at least ${least}`,
      (value) => Number.isSafeInteger(value) && (value as number) >= least,
      where,
    ) as number;
  const hash = (name: string): string =>
    checked(
      fields,
      name,
      "a SHA-256 in lower-case hex",
      (value) => typeof value === "string" && HEX64.test(value),
      where,
    ) as string;
  checked(fields, "format", String(SPEC_FORMAT), (value) => value === SPEC_FORMAT, where);
  checked(fields, "recipe", "an object of options", isOptions, where);
  const spec: RunSpec = {
    format: SPEC_FORMAT,
    suite: dataName("suite"),
    dataset: dataName("dataset"),
    tuner: word("tuner"),
    regulariser: word("regulariser"),
    shots: count("shots", 1),
    seed: count("seed", 0),
    recipe: { ...(fields["recipe"] as Options) },
    weightsHash: hash("weightsHash"),
    dataHash: hash("dataHash"),
  };
  const unknown = Object.keys(fields).find((name) => !Object.hasOwn(spec, name));
  if (unknown !== undefined) {
    throw mismatch({
      what: "run spec",
      expected: `the fields ${Object.keys(spec).join(", ")}`,
      got: unknown,
      where,
    });
  }
  return spec;
}

function checked(
  fields: Record<string, unknown>,
  name: string,
  expected: string,
  test: (value: unknown) => boolean,
  where: string,
): unknown {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (test(value)) return value;
  throw mismatch({ what: `run spec field ${name}`, expected, got: shown(value), where });
}

/** Names of methods are options: letters, digits, and `. _ + -` inside. */
function isWord(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/.test(value);
}

function isOptions(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value as Record<string, OptionValue>).every(
      (option) =>
        option === null ||
        typeof option === "string" ||
        typeof option === "boolean" ||
        Number.isFinite(option),
    )
  );
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}
