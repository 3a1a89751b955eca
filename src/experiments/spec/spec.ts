import * as v from "valibot";
import { mismatch } from "../../errors/promptcal-error";
import { canonicalHash, canonicalJson } from "../../files/json/canonical-json";
import { checked } from "../../files/json/checked";
import { onlyFields, textLike, wholeNumber, type Infer } from "../../files/json/schema";
import { OPTIONS } from "../../methods/option";
import { DATA_NAME, isDataName } from "./data-name";

/** Raised when the same fields would come to mean another computation. */
export const SPEC_FORMAT = 2;

/** Names of methods are options: letters, digits, and `. _ + -` inside. */
const name = textLike(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/, "a name");
const dataName = v.custom<string>(isDataName, DATA_NAME);
const hash = textLike(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hex");

/** A run spec in JSON. */
export const SPEC = onlyFields(
  {
    /** Version of the meaning of these fields; a change of the computation raises it. */
    format: v.literal(SPEC_FORMAT, String(SPEC_FORMAT)),
    suite: dataName,
    dataset: dataName,
    tuner: name,
    /** `none`, or the name of the regulariser composed with the tuner. */
    regulariser: name,
    /** Training images per base class. */
    shots: wholeNumber(1),
    seed: wholeNumber(0),
    /** Every option of tuner, training and regulariser. */
    recipe: OPTIONS,
    /** SHA-256 of the CLIP weights. */
    weightsHash: hash,
    /** SHA-256 over split and images of the data set. */
    dataHash: hash,
  },
  "a JSON object",
);

/**
 * What one run is: everything its predictions depend on, all values resolved. Two runs with equal
 * specs are the same run, wherever and whenever they are computed.
 */
export type RunSpec = Infer<typeof SPEC>;

/** SHA-256 of a spec's canonical JSON, 64 hex digits; independent of the order of fields. */
export function configurationHash(spec: RunSpec): string {
  return canonicalHash(spec);
}

/** First 16 hex digits of the configuration hash: the name of the run and of its folder. */
export function runId(spec: RunSpec): string {
  return configurationHash(spec).slice(0, 16);
}

/** Whether a text is a run's name: 16 hex digits. */
export function isRunId(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
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

/**
 * Checks a spec read from a file. It is not looked up in suites or recipes: a plan stays readable
 * where a suite is gone.
 * @param where file and line for errors
 * @throws PromptcalError naming the field
 */
export function parseSpec(json: unknown, where: string): RunSpec {
  checkFormat(json, where);
  return checked(SPEC, json, "run spec", where);
}

/** @throws PromptcalError for a spec of another version, with the way out */
function checkFormat(json: unknown, where: string): void {
  if (typeof json !== "object" || json === null || !("format" in json)) return;
  const { format } = json;
  if (format === SPEC_FORMAT || typeof format !== "number") return;
  throw mismatch({
    what: "run spec field format",
    expected: String(SPEC_FORMAT),
    got: String(format),
    where,
    fix: "it is another version's: make a new plan",
  });
}
