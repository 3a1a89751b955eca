import type { PrefixQueries } from "../../engine/layers/prefix-attention";
import { copyRows } from "../../engine/layers/select-rows";
import { tf, type Tensor2D } from "../../engine/tf";

/**
 * What does not depend on the learned context, per name row (`name . [end]`, names one below the
 * other): the input of the first block, and its queries, keys and values, since all that a row
 * learns of the context comes through attention.
 */
export interface NameSuffixes {
  /** Rows of each name, end token included. */
  readonly lengths: Int32Array;
  /** Token embeddings with positions, shape [rows, width]. */
  readonly embedded: Tensor2D;
  /** Shape [rows, width]. */
  readonly query: Tensor2D;
  /** Keys and values side by side, shape [rows, 2 * width]. */
  readonly keyValue: Tensor2D;
}

/** Some of the names, in the order asked for; new tensors. */
export function selectNames(names: NameSuffixes, indices: ArrayLike<number>): NameSuffixes {
  const starts = rowStarts(names.lengths);
  const lengths = Int32Array.from(indices, (name) => names.lengths[name]!);
  const positions = rowStarts(lengths);
  const rows = new Int32Array(positions[lengths.length]!);
  lengths.forEach((length, i) => {
    for (let row = 0; row < length; row++)
      rows[positions[i]! + row] = starts[indices[i]!]! + row;
  });
  return {
    lengths,
    embedded: copyRows(names.embedded, rows),
    query: copyRows(names.query, rows),
    keyValue: copyRows(names.keyValue, rows),
  };
}

/** All names of several groups, one group after the other; new tensors. */
export function joinNames(groups: readonly NameSuffixes[]): NameSuffixes {
  const join = (part: "embedded" | "query" | "keyValue"): Tensor2D =>
    tf.concat(
      groups.map((names) => names[part]),
      0,
    );
  return {
    lengths: Int32Array.from(groups.flatMap(({ lengths }) => Array.from(lengths))),
    embedded: join("embedded"),
    query: join("query"),
    keyValue: join("keyValue"),
  };
}

/** Frees the tensors of some names. */
export function disposeNames({ embedded, query, keyValue }: NameSuffixes): void {
  tf.dispose([embedded, query, keyValue]);
}

/** Where the rows of names lie behind a shared prefix, and what they see. */
export interface PromptLayout {
  /** Prefix rows and all name rows as queries. */
  readonly all: PrefixQueries;
  /** End tokens as queries. */
  readonly ends: PrefixQueries;
  /** Row of each end token. */
  readonly endRows: Int32Array;
}

/** Lays out prompts: `prefix` shared rows, then the rows of each name. */
export function promptLayout(prefix: number, lengths: Int32Array): PromptLayout {
  const starts = rowStarts(lengths, prefix);
  const rows = starts[lengths.length]!;
  const longest = lengths.reduce((max, length) => Math.max(max, length), 0);
  const visible = new Int32Array(rows).fill(prefix);
  const ownStart = new Int32Array(rows);
  const ownCount = new Int32Array(rows);
  for (let row = 0; row < prefix; row++) visible[row] = row + 1;
  lengths.forEach((length, name) => {
    for (let row = 0; row < length; row++) {
      ownStart[starts[name]! + row] = starts[name]!;
      ownCount[starts[name]! + row] = row + 1;
    }
  });
  return {
    all: { prefix, longest, visible, ownStart, ownCount },
    ends: {
      prefix,
      longest,
      visible: new Int32Array(lengths.length).fill(prefix),
      ownStart: starts.slice(0, lengths.length),
      ownCount: lengths,
    },
    endRows: lengths.map((length, name) => starts[name]! + length - 1),
  };
}

/** First row of each name, and the total behind the last. */
function rowStarts(lengths: Int32Array, first = 0): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  starts[0] = first;
  lengths.forEach((length, name) => (starts[name + 1] = starts[name]! + length));
  return starts;
}
