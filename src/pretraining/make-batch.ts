import type { Random } from "../random/random";
import { captionTexts, pixelBatch } from "./batch";
import { tokenBatch, type Encode, type TokenRows } from "./caption-tokens";
import { captionKey, duplicateMask } from "./contrastive-loss";
import type { Corpus } from "./corpus";
import type { Moment } from "./recipe";
import type { PretrainingBatch } from "./step";
import { TEMPLATE_WORDS } from "./templates";

/** What batches are made of. */
export interface BatchSource {
  readonly corpus: Corpus;
  readonly encode: Encode;
  readonly tokens: TokenRows;
  /** Positions of the text tower. */
  readonly longest: number;
}

const START_AND_END = 2;
/** Groups of texts of like length. */
const TEXT_GROUPS = 4;

/**
 * Pictures and texts of some icons. Pairs are sorted by the length of their texts, which are cut into
 * groups, so that short texts need little padding.
 */
export function makeBatch(
  { corpus, encode, tokens, longest }: BatchSource,
  icons: readonly number[],
  { augment, longShare, wordsShare }: Pick<Moment, "augment" | "longShare" | "wordsShare">,
  random: Random,
): PretrainingBatch {
  const texts = captionTexts(
    icons.map((icon) => corpus.icons[icon]!.caption),
    {
      long: Math.round(icons.length * longShare),
      words: Math.round(icons.length * wordsShare),
    },
    {
      words: [...TEMPLATE_WORDS, ...tokens.onlyInNames],
      encode,
      longest: longest - START_AND_END,
    },
    random,
  );
  const lengths = texts.map((text) => encode(text).length);
  const order = lengths.map((_, at) => at).sort((a, b) => lengths[a]! - lengths[b]!);
  const sorted = order.map((at) => icons[at]!);
  const each = Math.ceil(order.length / TEXT_GROUPS);
  const groups = Array.from({ length: Math.ceil(order.length / each) }, (_, group) =>
    order.slice(group * each, (group + 1) * each).map((at) => texts[at]!),
  );
  const captions = sorted.map((icon) => corpus.icons[icon]!.caption);
  return {
    images: pixelBatch(corpus, sorted, augment, random),
    texts: groups.map((group) => tokenBatch(group, encode, tokens, longest)),
    duplicates: duplicateMask(captions.map(captionKey)),
  };
}
