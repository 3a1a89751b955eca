import { onWasmKernels } from "../../engine/wasm/wasm-backend";
import { layerNorm } from "../../engine/layers/layer-norm";
import type { FrozenLinear } from "../../engine/layers/linear";
import { copyRows } from "../../engine/layers/select-rows";
import { tf, type Tensor2D } from "../../engine/tf";
import { mismatch } from "../../errors/promptcal-error";
import { fitsWasm, wasmTower } from "../wasm/wasm-tower";
import { composedFeatures } from "./prefix-composed";
import { wasmFeatures } from "../wasm/wasm-prefix";
import { promptLayout, type NameSuffixes } from "./name-suffixes";
import { rememberedNames } from "./remembered-names";
import { disposeSplit, splitBlock } from "../wasm/split-block";
import type { TextTower } from "../towers/text-tower";

/**
 * The frozen text tower for prompts `[start] words context words name . [end]` that share all before the name.
 * Equal to the plain tower; what it saves is exact, because the tower is causal: texts end at their
 * end token, start token and context are computed once for all names, what name rows bring into the
 * first block is computed once for all steps, and in the last block only end tokens ask.
 */
export interface PrefixText {
  /** Number of context tokens. */
  readonly context: number;
  readonly width: number;
  /**
   * Prepares names once; the result is the caller's to dispose.
   * @param ids token ids of each `name .`, end token included
   * @throws PromptcalError if a prompt is longer than the tower's positions
   */
  prepare(ids: readonly (readonly number[])[]): NameSuffixes;
  /**
   * Text features before normalisation, differentiable in the context.
   * @param learned shape [context tokens, width]; left out where there are none
   * @param deep rows of the same shape that take the context's place before the second block, the
   *   third and so on, without positions (MaPLe's and PromptSRC's deep prompts)
   * @returns shape [names, embed]
   */
  features(
    learned: Tensor2D | undefined,
    names: NameSuffixes,
    deep?: readonly Tensor2D[],
  ): Tensor2D;
  /** Rows of the token table without positions, shape [ids, width]: a context made of words. */
  embed(ids: readonly number[]): Tensor2D;
  /** Frees what it made; the tower's own tensors stay. */
  dispose(): void;
}

/**
 * @param startIds ids in front of the learned context: the start token, then fixed words if any
 * @param context number of learned context tokens; 0 for template prompts
 * @param behindIds ids of fixed words between the context and every name; none by default
 * @throws PromptcalError if they leave no room for a name
 */
export function prefixText(
  tower: TextTower<FrozenLinear>,
  startIds: readonly number[],
  context: number,
  behindIds: readonly number[] = [],
): PrefixText {
  const width = tower.positions.shape[1];
  const prefix = startIds.length + context + behindIds.length;
  checkPrefix(prefix, tower.positions.shape[0]);
  const blocks = tower.blocks.map(splitBlock);
  const first = blocks[0]!;
  const embed = (ids: readonly number[]): Tensor2D =>
    copyRows(tower.embedding, Int32Array.from(ids));

  /** Rows of fixed words, positions included. */
  const placed = (ids: readonly number[], at: number): Tensor2D =>
    tf.tidy(() =>
      tf.add(embed(ids), tf.slice(tower.positions, [at, 0], [ids.length, width])),
    );
  const fixed = placed(startIds, 0);
  const behind =
    behindIds.length === 0 ? [] : [placed(behindIds, startIds.length + context)];
  const learnedPositions =
    context === 0
      ? undefined
      : tf.slice(tower.positions, [startIds.length, 0], [context, width]);

  function prepare(ids: readonly (readonly number[])[]): NameSuffixes {
    checkLengths(ids, prefix, tower.positions.shape[0]);
    return rememberedNames(tower, prefix, ids, () => placedNames(ids));
  }

  function placedNames(ids: readonly (readonly number[])[]): NameSuffixes {
    const indices = ids.flatMap((name) => name.map((_, at) => prefix + at));
    return tf.tidy(() => {
      const positions = copyRows(tower.positions, Int32Array.from(indices));
      const embedded: Tensor2D = tf.add(embed(ids.flat()), positions);
      const normal = layerNorm(embedded, first.ln1);
      return {
        lengths: Int32Array.from(ids, (name) => name.length),
        embedded,
        query: first.query.apply(normal),
        keyValue: first.keyValue.apply(normal),
      };
    });
  }

  function features(
    learned: Tensor2D | undefined,
    names: NameSuffixes,
    deep: readonly Tensor2D[] = [],
  ): Tensor2D {
    const layout = promptLayout(prefix, names.lengths);
    return tf.tidy(() => {
      const own =
        learned === undefined || learnedPositions === undefined
          ? []
          : [tf.add<Tensor2D>(learned, learnedPositions)];
      const parts = [fixed, ...own, ...behind];
      const first: Tensor2D = parts.length === 1 ? fixed : tf.concat(parts, 0);
      const shared = { first, contextAt: startIds.length, deep };
      return onWasmKernels() && fitsWasm(tower)
        ? wasmFeatures(wasmTower(tower, blocks), shared, names, layout)
        : composedFeatures(tower, blocks, shared, names, layout);
    });
  }

  return {
    context,
    width,
    prepare,
    features,
    embed,
    dispose: () => {
      tf.dispose([fixed, ...behind]);
      learnedPositions?.dispose();
      blocks.forEach(disposeSplit);
    },
  };
}

/** A name takes at least two tokens: itself and the end token. */
function checkPrefix(prefix: number, positions: number): void {
  if (prefix + 2 <= positions) return;
  throw mismatch({
    what: "learned context",
    expected: `at most ${positions - 2} tokens with the start token and fixed words`,
    got: String(prefix),
  });
}

function checkLengths(
  ids: readonly (readonly number[])[],
  prefix: number,
  positions: number,
): void {
  const name = ids.findIndex(({ length }) => prefix + length > positions);
  if (name < 0) return;
  throw mismatch({
    what: `prompt of name ${name}`,
    expected: `at most ${positions} tokens`,
    got: `${prefix + ids[name]!.length}, of them ${prefix} for start and context`,
  });
}
