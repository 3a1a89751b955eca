import { tf, type Tensor, type Tensor2D } from "./tf";

/**
 * Rows that are computed in portions, one below the other. For the gradient each portion is computed again, so that
 * memory holds the intermediate values of one portion and not of all (gradient checkpointing, Chen et al. 2016); it
 * costs one more pass forward.
 * @param inputs what it is differentiated in
 * @param portions number of portions
 * @param rowsOf the rows of a portion, of the inputs
 */
export function inRecomputedPortions(
  inputs: readonly Tensor[],
  portions: number,
  rowsOf: (inputs: readonly Tensor[], portion: number) => Tensor2D,
): Tensor2D {
  const all = Array.from({ length: portions }, (_, portion) => portion);
  const partsOf = (own: readonly Tensor[]): Tensor2D[] =>
    all.map((portion) => tf.tidy(() => rowsOf(own, portion)));
  if (inputs.length === 0) return tf.tidy(() => tf.concat(partsOf([]), 0));
  return tf.customGrad((...given) => {
    const own = given.slice(0, inputs.length) as Tensor[];
    const save = given[inputs.length] as tf.GradSaveFunc;
    const parts = partsOf(own);
    const sizes = parts.map(({ shape }) => shape[0]);
    save(own);
    return {
      value: tf.concat(parts, 0),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        let at = 0;
        let sums: Tensor[] | undefined;
        for (const portion of all) {
          const before = sums;
          const size = sizes[portion]!;
          const from = at;
          sums = tf.tidy(() => {
            const part = tf.slice(dy, [from, 0], [size, -1]);
            const grads = gradientsOf((own) => rowsOf(own, portion), saved, part);
            return before === undefined
              ? grads
              : grads.map((grad, i) => tf.add(grad, before[i]!) as Tensor);
          });
          tf.dispose(before ?? []);
          at += size;
        }
        return sums!;
      },
    };
  })(...inputs) as Tensor2D;
}

/**
 * Gradients amid the backward pass of others, whose tape stays as it was: tfjs begins a new one for each outermost
 * call, which this is for it.
 */
function gradientsOf(
  rows: (inputs: readonly Tensor[]) => Tensor2D,
  inputs: readonly Tensor[],
  dy: Tensor,
): Tensor[] {
  const { state } = tf.engine();
  const { activeTape } = state;
  try {
    return tf.grads((...own: Tensor[]) => rows(own))([...inputs], dy);
  } finally {
    state.activeTape = activeTape;
  }
}
