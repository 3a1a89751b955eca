import { activationOf } from "../../engine/layers/activation";
import { layerNorm } from "../../engine/layers/layer-norm";
import type { FrozenLinear } from "../../engine/layers/linear";
import { prefixAttention } from "../../engine/layers/prefix-attention";
import { selectRows } from "../../engine/layers/select-rows";
import { tf, type Tensor2D } from "../../engine/tf";
import type { NameSuffixes, PromptLayout } from "./name-suffixes";
import type { SharedRows } from "./shared-rows";
import type { SplitBlock } from "../wasm/split-block";
import type { TextTower } from "../towers/text-tower";

/**
 * Text features of prompts by tfjs operations, for backends other than wasm and for sizes that the
 * kernels cannot do.
 * @returns shape [names, embed]
 */
export function composedFeatures(
  tower: TextTower<FrozenLinear>,
  blocks: readonly SplitBlock[],
  { first, deep, contextAt }: SharedRows,
  names: NameSuffixes,
  layout: PromptLayout,
): Tensor2D {
  const activation = activationOf(tower.activation);
  const below = (top: Tensor2D, rest: Tensor2D): Tensor2D => tf.concat([top, rest], 0);
  let x = below(first, names.embedded);
  blocks.forEach((block, index) => {
    const isFirst = index === 0;
    const isLast = index === blocks.length - 1;
    const prompts = isFirst ? undefined : deep[index - 1];
    if (prompts !== undefined) x = replaceRows(x, prompts, contextAt);
    const normal = layerNorm(isFirst ? first : x, block.ln1);
    const keys = block.keyValue.apply(normal);
    const keyValue = isFirst ? below(keys, names.keyValue) : keys;
    const queryRows = isLast && !isFirst ? selectRows(normal, layout.endRows) : normal;
    const ownQueries = block.query.apply(queryRows);
    const allQueries = isFirst ? below(ownQueries, names.query) : ownQueries;
    const query = isLast && isFirst ? selectRows(allQueries, layout.endRows) : allQueries;
    const queries = isLast ? layout.ends : layout.all;
    const mixed = prefixAttention(query, keyValue, queries, tower.heads);
    const onto = isLast ? selectRows(x, layout.endRows) : x;
    const middle: Tensor2D = tf.add(onto, block.outProjection.apply(mixed));
    const hidden = activation(block.fc.apply(layerNorm(middle, block.ln2)));
    x = tf.add(middle, block.projection.apply(hidden));
  });
  return tower.projection.apply(layerNorm(x, tower.lnFinal));
}

/** A table with new rows from row `at` on, shape [rows, width]. */
function replaceRows(x: Tensor2D, rows: Tensor2D, at: number): Tensor2D {
  const below = at + rows.shape[0];
  const top = tf.slice(x, [0, 0], [at, -1]);
  return tf.concat([top, rows, tf.slice(x, [below, 0], [-1, -1])], 0);
}
