import type { FrozenLinear } from "../../engine/layers/linear";
import { tf, type Tensor2D, type Tensor3D } from "../../engine/tf";
import { inRecomputedPortions } from "../../engine/recomputed-portions";
import { onWasm } from "../../engine/wasm/wasm-heap";
import { mismatch } from "../../errors/promptcal-error";
import { fitsWasm } from "../wasm/wasm-tower";
import { wasmPlacedFeatures } from "../wasm/wasm-placed";
import {
  rowsAt,
  textFeatures,
  type ReplacedRows,
  type TextTower,
} from "../towers/text-tower";

/** Bytes of intermediate values that a gradient of the plain tower holds, at most. */
const MAX_TAPE_BYTES = 2e9;
/** Of these, bytes per value of a row and block, as measured with TCP at the size of ViT-B/16. */
const TAPE_BYTES = 360;

/** Stands for row k of the learned rows in a prompt. */
export function learnedRow(k: number): number {
  return -1 - k;
}

/**
 * Text features before normalisation of prompts in which token ids and learned rows stand in any order.
 * Prompts end at their end token. On wasm by the kernels, where prompts that begin alike share their
 * beginning; elsewhere by the plain tower, shorter prompts padded behind their end (the tower is
 * causal, so the feature is the same). Differentiable in the learned and the replaced rows.
 * @param prompts token ids from the start to the end token; `learnedRow(k)` for row k
 * @param learned shape [rows, width]; left out where there are none
 * @param replaced rows that a deep block gets from elsewhere; none by default
 * @param maxPrompts prompts of a pass of the plain tower; more come in portions, which a gradient computes again.
 *   By default as many as 2 GB hold
 * @returns shape [prompts, embed]
 * @throws PromptcalError if a prompt is longer than the tower's positions
 */
export function tokenPromptFeatures(
  tower: TextTower<FrozenLinear>,
  prompts: readonly (readonly number[])[],
  learned?: Tensor2D,
  replaced?: ReplacedRows,
  maxPrompts?: number,
): Tensor2D {
  const length = prompts.reduce((max, prompt) => Math.max(max, prompt.length), 0);
  checkLength(length, tower);
  return tf.tidy(() => {
    if (onWasm() && fitsWasm(tower)) {
      return wasmPlacedFeatures(tower, prompts, learned, replaced);
    }
    const max =
      maxPrompts ?? fittingPrompts(length, tower.positions.shape[1], tower.blocks.length);
    if (prompts.length <= max) {
      return plainFeatures(tower, prompts, length, learned, replaced);
    }
    const inputs = [learned, replaced?.rows].flatMap((input) => input ?? []);
    return inRecomputedPortions(inputs, Math.ceil(prompts.length / max), (own, portion) => {
      const some = prompts.slice(portion * max, (portion + 1) * max);
      const rows = own.at(-1) as Tensor3D;
      const part = replaced && {
        ...replaced,
        rows: tf.slice(rows, [portion * max, 0, 0], [some.length, -1, -1]),
      };
      const context = learned && (own[0] as Tensor2D);
      return plainFeatures(tower, some, length, context, part);
    });
  });
}

/**
 * Prompts whose intermediate values a gradient may hold at a time, at least one.
 * @param length tokens of a prompt
 * @param width of the tower's rows
 */
export function fittingPrompts(length: number, width: number, blocks: number): number {
  const ofPrompt = length * width * blocks * TAPE_BYTES;
  return Math.max(1, Math.floor(MAX_TAPE_BYTES / ofPrompt));
}

/** The plain tower on prompts, padded to one length. */
function plainFeatures(
  tower: TextTower<FrozenLinear>,
  prompts: readonly (readonly number[])[],
  length: number,
  learned: Tensor2D | undefined,
  replaced: ReplacedRows | undefined,
): Tensor2D {
  const embedded = embedPrompts(tower, prompts, length, learned);
  const ends = prompts.map((prompt) => prompt.length - 1);
  return textFeatures(tower, embedded, ends, replaced);
}

function checkLength(length: number, tower: TextTower<FrozenLinear>): void {
  const [positions] = tower.positions.shape;
  if (length <= positions) return;
  throw mismatch({
    what: "prompt",
    expected: `at most ${positions} tokens`,
    got: String(length),
  });
}

/** Rows of prompts without positions, shape [prompts, length, width]. */
function embedPrompts(
  tower: TextTower,
  prompts: readonly (readonly number[])[],
  length: number,
  learned: Tensor2D | undefined,
): Tensor3D {
  const width = tower.positions.shape[1];
  const indices = prompts.flatMap((prompt) =>
    Array.from({ length }, (_, at) => prompt[at] ?? 0),
  );
  const ids = indices.map((index) => Math.max(index, 0));
  const words: Tensor2D = tf.gather(tower.embedding, tf.tensor1d(ids, "int32"));
  const shape: [number, number, number] = [prompts.length, length, width];
  if (learned === undefined) return tf.reshape(words, shape);
  // Row 0 stands for the words, whose own rows are masked where something is learned.
  const table: Tensor2D = tf.concat([tf.zeros([1, width]), learned], 0);
  const rows = tf.tensor1d(
    indices.map((index) => (index < 0 ? -index : 0)),
    "int32",
  );
  const isWord = tf.tensor2d(
    indices.map((index) => (index < 0 ? 0 : 1)),
    [indices.length, 1],
  );
  return tf.reshape(tf.add(tf.mul(words, isWord), rowsAt(table, rows)), shape);
}
