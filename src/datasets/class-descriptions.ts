import { firstFew } from "../errors/first-few";
import { mismatch, type PromptcalError } from "../errors/promptcal-error";
import { checked } from "../files/json/checked";
import { readJson } from "../files/json/parse-json";
import { RECORD, TEXTS } from "../files/json/schema";

/** Sentences that describe each class, by its name. */
export type ClassDescriptions = ReadonlyMap<string, readonly string[]>;

/**
 * Reads descriptions of classes, a language model's or one's own: a JSON file
 * `{"class name": ["sentence", ...], ...}`. Names are a data set's, with spaces or underscores.
 * @param needed classes that must be there
 * @param known classes that may be there; any when left out
 * @returns the descriptions of the needed classes, by their names in the data set
 * @throws PromptcalError naming classes that are missing or not the data set's, or that have no sentence
 */
export function readClassDescriptions(
  path: string,
  needed: readonly string[],
  known?: readonly string[],
): ClassDescriptions {
  const read = checked(RECORD, readJson(path, "descriptions"), "descriptions", path);
  const entries = Object.entries(read);
  const found = new Map(entries.map(([name, value]) => [spoken(name), value]));
  const names = known && new Set([...needed, ...known].map(spoken));
  const extra = entries
    .map(([name]) => name)
    .filter((name) => names?.has(spoken(name)) === false);
  if (extra.length > 0) throw refused("no classes but the data set's", listed(extra), path);
  const missing = needed.filter((name) => !found.has(spoken(name)));
  if (missing.length > 0)
    throw refused("sentences for every base class", `none for ${listed(missing)}`, path);
  return new Map(
    needed.map((name) => [name, sentencesOf(found.get(spoken(name)), name, path)]),
  );
}

function listed(names: readonly string[]): string {
  return firstFew(names.map((name) => `"${name}"`));
}

function refused(expected: string, got: string, where: string): PromptcalError {
  const fix = 'the file\'s form is {"class name": ["sentence", ...], ...}';
  return mismatch({ what: "descriptions", expected, got, where, fix });
}

function sentencesOf(value: unknown, name: string, path: string): readonly string[] {
  const what = `descriptions of "${name}"`;
  const sentences = checked(TEXTS, value, what, path);
  const wrong = sentences.findIndex((sentence) => sentence.trim() === "");
  if (sentences.length > 0 && wrong === -1) return sentences;
  throw mismatch({
    what,
    expected: "at least one sentence, and none that is empty",
    got: wrong === -1 ? "none" : `an empty one at place ${wrong}`,
    where: path,
  });
}

function spoken(name: string): string {
  return name.replaceAll("_", " ").trim();
}
