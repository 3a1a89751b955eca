import { readFileSync } from "node:fs";
import { mismatch } from "../../errors/promptcal-error";

/** A class of `classnames.txt`. */
export interface SynsetName {
  /** WordNet id, for instance `n01440764`. */
  readonly synset: string;
  readonly name: string;
}

/**
 * Reads CoOp's `classnames.txt`: a line is a synset, a space, and CLIP's name for it. Line numbers
 * from 0 are ImageNet's labels.
 * @throws PromptcalError naming the line that is malformed or repeats a synset
 */
export function readClassNames(path: string): readonly SynsetName[] {
  const seen = new Set<string>();
  return readFileSync(path, "utf8")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line, at) => {
      const [, synset, name] = /^(n\d{8}) +(\S.*?)\s*$/.exec(line) ?? [];
      if (synset === undefined || name === undefined || seen.has(synset)) {
        throw mismatch({
          what: `class ${at}`,
          expected: "a new synset, a space and a name, for instance n01440764 tench",
          got: `"${line}"`,
          where: path,
        });
      }
      seen.add(synset);
      return { synset, name };
    });
}
