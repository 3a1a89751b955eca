import { frozenLinear, type FrozenLinear } from "../../engine/layers/linear";
import { tf, type Tensor1D } from "../../engine/tf";
import type { Block } from "../towers/transformer";

/** A block with queries apart from keys and values: in the last block few rows are queries, but all are keys. */
export interface SplitBlock extends Block<FrozenLinear> {
  readonly query: FrozenLinear;
  readonly keyValue: FrozenLinear;
}

/** Splits a block's input projection; new tensors for the two parts, to be freed by `disposeSplit`. */
export function splitBlock(block: Block<FrozenLinear>): SplitBlock {
  const { weight, bias } = block.inProjection;
  const width = weight.shape[0];
  const part = (from: number, size: number): FrozenLinear =>
    frozenLinear(
      tf.slice(weight, [0, from], [width, size]),
      bias === undefined ? undefined : (tf.slice(bias, [from], [size]) as Tensor1D),
    );
  return { ...block, query: part(0, width), keyValue: part(width, 2 * width) };
}

/** Frees the two parts. */
export function disposeSplit({ query, keyValue }: SplitBlock): void {
  query.dispose();
  keyValue.dispose();
}
