import { promptName } from "../../encoders/prompts/prompt-templates";
import type { Tokenizer } from "../../encoders/tokens/tokenizer";

/** Which nouns a model can use, whatever the classes are. */
export interface UsableRules {
  /** Most words of a noun; no limit when left out. */
  readonly maxWords?: number;
  /** Most byte-pair tokens of a noun; no limit when left out. */
  readonly maxTokens?: number;
  /** Keep only nouns whose tokens, full stop included, the model was trained on; all when left out. */
  readonly trainedTokens?: ReadonlySet<number>;
}

/** Usable nouns in spoken form, each once, and how many were left out, by reason. */
export interface UsableNouns {
  readonly names: readonly string[];
  readonly removed: { readonly length: number; readonly untrained: number };
}

/** Nouns short enough, of known tokens. */
export function usableNouns(
  nouns: readonly string[],
  tokenizer: Tokenizer,
  { maxWords = Infinity, maxTokens = Infinity, trainedTokens }: UsableRules = {},
): UsableNouns {
  const removed = { length: 0, untrained: 0 };
  const names = new Set<string>();
  for (const name of nouns.map(promptName)) {
    // The full stop of the prompt is not a token of the noun.
    const ids = tokenizer.encode(`${name}.`);
    if (name.split(" ").length > maxWords || ids.length - 1 > maxTokens)
      removed.length += 1;
    else if (trainedTokens !== undefined && ids.some((id) => !trainedTokens.has(id)))
      removed.untrained += 1;
    else names.add(name);
  }
  return { names: [...names], removed };
}

export interface ClassRules {
  /** Also remove nouns that end in a class name, `guide dog` for `dog`; false by default. */
  readonly removeHeadNouns?: boolean;
  /** Further names treated like class names, for instance the new classes; none by default, as in the paper. */
  readonly alsoRemove?: readonly string[];
}

/** What is left of a word list, as indices into it, and how many were left out, by reason. */
export interface WithoutClasses {
  readonly kept: Int32Array;
  readonly removed: { readonly className: number; readonly headNoun: number };
}

/** Removes names of base classes, without regard to case (facts of the paper, section b, DOR step 1). */
export function withoutClasses(
  names: readonly string[],
  classNames: readonly string[],
  { removeHeadNouns = false, alsoRemove = [] }: ClassRules = {},
): WithoutClasses {
  const classes = new Set([...classNames, ...alsoRemove].map(comparable));
  const removed = { className: 0, headNoun: 0 };
  const kept: number[] = [];
  names.forEach((name, index) => {
    const own = comparable(name);
    if (classes.has(own)) removed.className += 1;
    else if (removeHeadNouns && endsInClass(own.split(" "), classes)) removed.headNoun += 1;
    else kept.push(index);
  });
  return { kept: Int32Array.from(kept), removed };
}

/**
 * Names of `wanted` that are in a list, without regard to case or underscores: the leak check, since
 * new classes are words too and tuning may not know them.
 */
export function namesIncluded(
  list: readonly string[],
  requested: readonly string[],
): readonly string[] {
  const there = new Set(list.map(comparable));
  return requested.filter((name) => there.has(comparable(name)));
}

function endsInClass(words: readonly string[], classes: ReadonlySet<string>): boolean {
  return words.some((_, at) => at > 0 && classes.has(words.slice(at).join(" ")));
}

function comparable(name: string): string {
  return promptName(name).toLowerCase().trim();
}
