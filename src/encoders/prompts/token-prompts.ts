import type { FrozenLinear } from "../../engine/layers/linear";
import { tf, type Tensor2D } from "../../engine/tf";
import { onWasm } from "../../engine/wasm/wasm-heap";
import { mismatch } from "../../errors/promptcal-error";
import { fitsWasm } from "../wasm/wasm-tower";
import { wasmPlacedFeatures } from "../wasm/wasm-placed";
import type { ReplacedRows, TextTower } from "../towers/text-tower";
import { composedPlacedFeatures } from "./placed-composed";

/** Stands for row k of the learned rows in a prompt. */
export function learnedRow(k: number): number {
  return -1 - k;
}

/**
 * Text features before normalisation of prompts in which token ids and learned rows stand in any order.
 * Prompts end at their end token, and those that begin alike share their beginning: the tower is causal, so that it is
 * the same in all of them. By the kernels on wasm, elsewhere by tfjs operations. Differentiable in the learned and the
 * replaced rows.
 * @param prompts token ids from the start to the end token; `learnedRow(k)` for row k
 * @param learned shape [rows, width]; left out where there are none
 * @param replaced rows that a deep block gets from elsewhere; none by default
 * @param maxRows rows of a pass of tfjs operations; more come in portions, which a gradient computes again. By default
 *   as many as 2 GB hold
 * @returns shape [prompts, embed]
 * @throws PromptcalError if a prompt is longer than the tower's positions
 */
export function tokenPromptFeatures(
  tower: TextTower<FrozenLinear>,
  prompts: readonly (readonly number[])[],
  learned?: Tensor2D,
  replaced?: ReplacedRows,
  maxRows?: number,
): Tensor2D {
  const length = prompts.reduce((max, prompt) => Math.max(max, prompt.length), 0);
  checkLength(length, tower);
  return onWasm() && fitsWasm(tower)
    ? tf.tidy(() => wasmPlacedFeatures(tower, prompts, learned, replaced))
    : composedPlacedFeatures(tower, prompts, learned, replaced, maxRows);
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
