import { LAYER_NORM_EPSILON, type LayerNorm } from "../layers/layer-norm-parameters";
import { tf, type Tensor2D } from "../tf";
import { heapMatrix, heapView } from "./wasm-heap";

/**
 * `layerNorm` with frozen gain and bias for the wasm backend: one pass over memory instead of nine
 * operations each way. Sums are taken in double precision.
 */
export function layerNormWasm(x: Tensor2D, { gain, bias }: LayerNorm): Tensor2D {
  return tf.customGrad((input, save) => {
    const [rows, width] = (input as Tensor2D).shape;
    const [value, normal] = [heapMatrix(rows, width), heapMatrix(rows, width)];
    const inverse = heapMatrix(rows, 1);
    standardise(
      heapView(input as Tensor2D),
      { value: heapView(value), normal: heapView(normal), inverse: heapView(inverse) },
      heapView(gain),
      heapView(bias),
    );
    (save as tf.GradSaveFunc)([normal, inverse]);
    return {
      value,
      gradFunc: (dy, [n, scale]) => {
        const dx = heapMatrix(rows, width);
        inputGradient(
          heapView(dy as Tensor2D),
          heapView(n!),
          heapView(scale!),
          heapView(gain),
          heapView(dx),
        );
        return dx;
      },
    };
  })(x) as Tensor2D;
}

function standardise(
  x: Float32Array,
  out: { value: Float32Array; normal: Float32Array; inverse: Float32Array },
  gain: Float32Array,
  bias: Float32Array,
): void {
  const { value, normal, inverse } = out;
  const width = gain.length;
  for (let row = 0; row < inverse.length; row++) {
    const at = row * width;
    let sum = 0;
    for (let i = 0; i < width; i++) sum += x[at + i]!;
    const mean = sum / width;
    let squares = 0;
    for (let i = 0; i < width; i++) {
      const centred = x[at + i]! - mean;
      squares += centred * centred;
    }
    const scale = 1 / Math.sqrt(squares / width + LAYER_NORM_EPSILON);
    inverse[row] = scale;
    for (let i = 0; i < width; i++) {
      const n = (x[at + i]! - mean) * scale;
      normal[at + i] = n;
      value[at + i] = n * gain[i]! + bias[i]!;
    }
  }
}

/** dx = (d - mean(d) - n mean(d n)) / sqrt(v + e) with d = dy * gain, n the normalised rows. */
function inputGradient(
  dy: Float32Array,
  normal: Float32Array,
  inverse: Float32Array,
  gain: Float32Array,
  dx: Float32Array,
): void {
  const width = gain.length;
  for (let row = 0; row < inverse.length; row++) {
    const at = row * width;
    let sum = 0;
    let along = 0;
    for (let i = 0; i < width; i++) {
      const d = dy[at + i]! * gain[i]!;
      sum += d;
      along += d * normal[at + i]!;
    }
    const [mean, share, scale] = [sum / width, along / width, inverse[row]!];
    for (let i = 0; i < width; i++) {
      dx[at + i] = (dy[at + i]! * gain[i]! - mean - normal[at + i]! * share) * scale;
    }
  }
}
