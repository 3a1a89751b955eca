import { prefixAttentionComposed } from "./prefix-attention-composed";
import { prefixAttentionWasm } from "./prefix-attention-wasm";
import type { Tensor2D } from "./tf";
import { onWasm } from "./wasm-heap";

/**
 * Which keys each query sees when many sequences share their first rows. Rows of keys and values:
 * the shared prefix first, then the own rows of one sequence after the other.
 */
export interface PrefixQueries {
  /** Rows of the shared prefix. */
  readonly prefix: number;
  /** Longest run of own keys. */
  readonly longest: number;
  /** Per query, how many prefix rows it sees: the first ones. */
  readonly visible: Int32Array;
  /** Per query, the row of its sequence's first own key. */
  readonly ownStart: Int32Array;
  /** Per query, how many own keys it sees, from `ownStart` on. */
  readonly ownCount: Int32Array;
}

/**
 * Causal multi-head attention of sequences with a shared prefix: equal to attention over whole
 * sequences, but keys and values of the prefix exist once.
 * @param query shape [queries, width]
 * @param keyValue keys and values side by side, shape [rows, 2 * width]
 * @returns shape [queries, width]
 */
export function prefixAttention(
  query: Tensor2D,
  keyValue: Tensor2D,
  queries: PrefixQueries,
  heads: number,
): Tensor2D {
  return onWasm()
    ? prefixAttentionWasm(query, keyValue, queries, heads)
    : prefixAttentionComposed(query, keyValue, queries, heads);
}
