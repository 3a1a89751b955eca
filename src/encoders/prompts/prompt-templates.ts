import { tf, type Tensor2D } from "../../engine/tf";
import { PromptcalError } from "../../errors/promptcal-error";
import type { ClipModel } from "../towers/clip-model";
import { disposeNames } from "./name-suffixes";
import { prefixText } from "./prefix-text";
import { unitRows } from "../towers/text-tower";
import type { Tokenizer } from "../tokens/tokenizer";

/** Names per pass: bounds the memory of long lists. */
export const TEMPLATE_CHUNK = 512;

/** A name as it stands in a prompt: underscores become spaces, as in CoOp. */
export function promptName(name: string): string {
  return name.replaceAll("_", " ");
}

/**
 * Splits a template at its `{}`.
 * @throws PromptcalError unless there is exactly one
 */
export function templateParts(template: string): readonly [string, string] {
  const parts = template.split("{}");
  if (parts.length !== 2) {
    throw new PromptcalError(
      `template: expected one {} for the class name, got "${template}"`,
    );
  }
  return [parts[0]!, parts[1]!];
}

/**
 * Unit text features of template prompts, CLIP's zero-shot classifier.
 * @param template prompt with `{}` for the name, for instance `a photo of a {}.`
 * @returns shape [names, embed]
 */
export function templateFeatures(
  model: ClipModel,
  tokenizer: Tokenizer,
  names: readonly string[],
  template: string,
): Tensor2D {
  return tf.tidy(() => unitRows(rawTemplateFeatures(model, tokenizer, names, template)));
}

/**
 * Text features of template prompts before normalisation. The words in front of the name are
 * computed once per chunk of names.
 * @param template prompt with `{}` for the name
 * @returns shape [names, embed]
 */
export function rawTemplateFeatures(
  { textTower }: ClipModel,
  tokenizer: Tokenizer,
  names: readonly string[],
  template: string,
): Tensor2D {
  const [front, back] = templateParts(template);
  // Only whole words can be shared: without a space the name would join the last one.
  const shared = /\s$/.test(front) ? front : "";
  const rest = front.slice(shared.length);
  const text = prefixText(textTower, [tokenizer.start, ...tokenizer.encode(shared)], 0);
  try {
    const chunks: Tensor2D[] = [];
    for (let at = 0; at < names.length; at += TEMPLATE_CHUNK) {
      const ids = names
        .slice(at, at + TEMPLATE_CHUNK)
        .map((name) => [
          ...tokenizer.encode(`${rest}${promptName(name)}${back}`),
          tokenizer.end,
        ]);
      const prepared = text.prepare(ids);
      chunks.push(text.features(undefined, prepared));
      disposeNames(prepared);
    }
    const all: Tensor2D = tf.concat(chunks, 0);
    tf.dispose(chunks);
    return all;
  } finally {
    text.dispose();
  }
}
