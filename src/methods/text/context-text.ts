import { promptName } from "../../encoders/prompts/prompt-templates";
import { learnedRow, tokenPromptFeatures } from "../../encoders/prompts/token-prompts";
import { prefixText } from "../../encoders/prompts/prefix-text";
import type { Tokenizer } from "../../encoders/tokens/tokenizer";
import { tf, type Tensor, type Tensor2D } from "../../engine/tf";
import { NameTable } from "./name-table";
import type { TunerSetting } from "../tuner";

/** Where the class name stands: behind the context, in the middle of it, or in front. */
export const CLASS_TOKEN_POSITIONS = ["end", "middle", "front"] as const;
export type ClassTokenPosition = (typeof CLASS_TOKEN_POSITIONS)[number];

/** The text branch of a learned context: features of names before normalisation. */
export interface ContextText {
  /** Names whose features will be needed often. */
  add(names: readonly string[]): void;
  /** @param context as the method shapes it; @returns shape [names, embed] */
  features(context: Tensor, names: readonly string[]): Tensor2D;
  dispose(): void;
}

/**
 * `[start] v_1 ... v_M lead name . [end]`, one context for all names, through the tower that shares
 * the prefix. The context has shape [M, width].
 * @param lead fixed words between context and name, as token ids; none by default
 */
export function sharedContext(
  { model, tokenizer }: TunerSetting,
  context: number,
  lead: readonly number[] = [],
): ContextText {
  const tower = prefixText(model.textTower, [tokenizer.start], context, lead);
  const table = new NameTable(tower, tokenizer);
  return {
    add: (names) => table.add(names),
    features: (rows, names) => tower.features(rows as Tensor2D, table.rows(names)),
    dispose: () => {
      table.dispose();
      tower.dispose();
    },
  };
}

/**
 * A context around the name. Shared, it has shape [M, width]; class-specific,
 * [classes, M, width], and names that are no class get the mean of all classes' contexts (the
 * reference has no such names).
 * @param lead fixed words in front of each name, as token ids; none by default. For `middle` and
 *   `front` they count as the name's first tokens, as in the reference
 */
export function placedContext(
  { model, tokenizer, classNames }: TunerSetting,
  position: ClassTokenPosition,
  classSpecific: boolean,
  lead: readonly number[] = [],
): ContextText {
  const indices = new Map(classNames.map((name, index) => [name, index]));
  const features = (context: Tensor, names: readonly string[]): Tensor2D =>
    tf.tidy(() => {
      const [length, width] = context.shape.slice(-2) as [number, number];
      const prompts = names.map((name) => {
        const group = classSpecific ? (indices.get(name) ?? classNames.length) : 0;
        return namePrompt(tokenizer, position, learnedRows(group, length), name, { lead });
      });
      const all = classSpecific
        ? tf.concat([context, tf.mean(context, 0, true)], 0)
        : context;
      const learned = tf.reshape(all, [-1, width]) as Tensor2D;
      return tokenPromptFeatures(model.textTower, prompts, learned);
    });
  return { add: () => undefined, features, dispose: () => undefined };
}

/** The rows of one context among several below each other, each of `length` rows. */
export function learnedRows(context: number, length: number): number[] {
  return Array.from({ length }, (_, i) => learnedRow(context * length + i));
}

interface NamePromptOptions {
  readonly verbatim?: boolean;
  readonly lead?: readonly number[];
}

/**
 * A whole prompt of a name, from the start to the end token.
 * @param verbatim keeps underscores, as some reference code does; the name's length is counted without
 *   them all the same, so that a name is cut apart in the middle and in front
 * @param lead fixed tokens in front of the name
 */
export function namePrompt(
  tokenizer: Tokenizer,
  position: ClassTokenPosition,
  context: readonly number[],
  name: string,
  { verbatim = false, lead = [] }: NamePromptOptions = {},
): number[] {
  const spoken = promptName(name);
  const suffix = [...lead, ...tokenizer.encode(`${verbatim ? name : spoken}.`)];
  const nameLength = tokenizer.encode(spoken).length;
  const placed = placedPrompt(position, context, suffix, nameLength);
  return [tokenizer.start, ...placed, tokenizer.end];
}

/**
 * Context and name in order. With an odd context, the part in front of a name in the middle is the
 * smaller one, as in CoOp.
 * @param suffix tokens of `name .`
 * @param nameLength how many of them are the name, counted on the name alone
 */
function placedPrompt(
  position: ClassTokenPosition,
  context: readonly number[],
  suffix: readonly number[],
  nameLength: number,
): number[] {
  const before =
    position === "end" ? context.length : position === "middle" ? context.length >> 1 : 0;
  const named = position === "end" ? 0 : nameLength;
  return [
    ...context.slice(0, before),
    ...suffix.slice(0, named),
    ...context.slice(before),
    ...suffix.slice(named),
  ];
}
