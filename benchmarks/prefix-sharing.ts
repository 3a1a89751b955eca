import type { ClipModel } from "../src/encoders/towers/clip-model";
import { prefixText } from "../src/encoders/prompts/prefix-text";
import { textFeatures } from "../src/encoders/towers/text-tower";
import type { Tokenizer } from "../src/encoders/tokens/tokenizer";
import { tf, type Tensor2D, type Tensor3D } from "../src/engine/tf";
import { randomNormal, seededRandom } from "../src/random/random";
import { measureInTurns } from "./measure";
import { milliseconds, type Row } from "./row";
import { baseNames, TUNING_DOMAIN } from "./tuning";

const CONTEXT = 16;

/**
 * Features of a domain's base classes and their gradient in a learned context: the plain tower over
 * all positions, the plain tower cut behind the longest prompt, and with the shared prefix. All three
 * give the same numbers (test/encoders/prompts/prefix-text.test.ts); timed in turns.
 */
export function prefixSharingRows(
  model: ClipModel,
  tokenizer: Tokenizer,
  backend: string,
): readonly Row[] {
  const { textTower, architecture } = model;
  const width = architecture.transformer_width;
  const ids = baseNames(TUNING_DOMAIN).map((name) => [
    ...tokenizer.encode(`${name}.`),
    tokenizer.end,
  ]);
  const random = seededRandom("benchmark", "prefix sharing");
  const context = tf.tensor2d(randomNormal(CONTEXT * width, 0.02, random), [
    CONTEXT,
    width,
  ]);
  const text = prefixText(textTower, [tokenizer.start], CONTEXT);
  const names = text.prepare(ids);
  const plain =
    (length: number) =>
    (learned: Tensor2D): Tensor2D => {
      const rows = (some: readonly number[]): Tensor2D =>
        tf.gather(textTower.embedding, tf.tensor1d([...some], "int32"));
      const first = rows([tokenizer.start]);
      const prompts = ids.map((name) => {
        const padding = Array<number>(length - 1 - CONTEXT - name.length).fill(0);
        return tf.concat([first, learned, rows([...name, ...padding])], 0);
      });
      const ends = ids.map((name) => CONTEXT + name.length);
      return textFeatures(textTower, tf.stack(prompts) as Tensor3D, ends);
    };
  const step = (features: (learned: Tensor2D) => Tensor2D) => () =>
    tf.tidy(() => {
      tf.grad((c) => tf.sum(features(c as Tensor2D)))(context).dataSync();
    });
  const longest = 1 + CONTEXT + Math.max(...ids.map(({ length }) => length));
  const times = measureInTurns({
    whole: step(plain(architecture.context_length)),
    cut: step(plain(longest)),
    shared: step((learned) => text.features(learned, names)),
  });
  const ratio = (work: string, of: "whole" | "cut"): Row => ({
    work,
    subject: backend,
    unit: "times faster",
    median: times[of].median / times.shared.median,
    min: times[of].min / times.shared.max,
    max: times[of].max / times.shared.min,
    processor: times[of].processor / times.shared.processor,
    repeats: 0,
  });
  const { context_length: all } = architecture;
  return [
    milliseconds(
      `text features and gradient, plain, all ${all} positions`,
      backend,
      times.whole,
    ),
    milliseconds(
      `the same, cut behind the longest prompt (${longest})`,
      backend,
      times.cut,
    ),
    milliseconds("the same, shared prefix", backend, times.shared),
    ratio("shared prefix against all positions", "whole"),
    ratio("shared prefix against cut prompts", "cut"),
  ];
}
