import { onNative } from "./wasm-backend";
import { WASM_LANES, type WasmKernels, type Pointer } from "./wasm-module";
import type { FrozenLinear } from "../layers/linear";
import { nativeProduct } from "../native/native-product";
import { tf, type Tensor2D } from "../tf";
import { heapView } from "./wasm-heap";

/** A frozen linear map of rows in kernel memory. */
export interface WasmLinear {
  readonly inputs: number;
  readonly outputs: number;
  /** 0 for none. */
  readonly bias: Pointer;
  readonly weight: PackedWeight | NativeWeight;
}

/** For the kernels' own product: both directions in panels, see kernels/product.ts. */
interface PackedWeight {
  readonly kind: "packed";
  readonly forward: Pointer;
  /** 0 where no gradient will be asked for. */
  readonly backward: Pointer;
}

/** For TensorFlow's product, which is fastest by the transpose of its second matrix. */
interface NativeWeight {
  readonly kind: "native";
  /** Shape [outputs, inputs]. */
  readonly forward: Tensor2D;
  /** Shape [inputs, outputs]: the linear map's own weight. */
  readonly backward: Tensor2D;
}

/**
 * Brings a linear map to the kernels: on the native backend its weight stays a tensor, elsewhere it is
 * copied. Both its sizes have to be multiples of `KERNEL_LANES`.
 * @param gradient whether `linearGradient` will be called; true by default
 */
export function wasmLinear(
  kernels: WasmKernels,
  { weight, transposed, bias: added }: FrozenLinear,
  gradient = true,
): WasmLinear {
  const [inputs, outputs] = weight.shape;
  const bias = added === undefined ? 0 : kernels.store(added.dataSync<"float32">());
  if (onNative()) {
    // They share the map's memory, and outlive it.
    const [forward, backward] = [transposed(), weight].map((matrix) =>
      tf.keep(matrix.clone()),
    ) as [Tensor2D, Tensor2D];
    return { inputs, outputs, bias, weight: { kind: "native", forward, backward } };
  }
  const size = inputs * outputs;
  const forward = kernels.matrix(inputs, outputs);
  const backward = gradient ? kernels.matrix(outputs, inputs) : 0;
  const values = heapView(weight);
  const shape = { rows: inputs, columns: outputs };
  packPanels(values, shape, kernels.floats(forward, size));
  if (gradient) packTransposed(values, shape, kernels.floats(backward, size));
  return { inputs, outputs, bias, weight: { kind: "packed", forward, backward } };
}

/** y = x W + b, or y += x W + b. @param x shape [rows, inputs] */
export function applyLinear(
  kernels: WasmKernels,
  { inputs, outputs, weight, bias }: WasmLinear,
  x: Pointer,
  y: Pointer,
  rows: number,
  accumulate = false,
): void {
  if (weight.kind === "packed") {
    kernels.call.product(x, weight.forward, bias, y, rows, inputs, outputs, accumulate);
  } else {
    nativeProduct(kernels, x, weight.forward, bias, y, rows, accumulate);
  }
}

/** dx = dy W', or dx += dy W'. @param dy shape [rows, outputs] */
export function linearGradient(
  kernels: WasmKernels,
  { inputs, outputs, weight }: WasmLinear,
  dy: Pointer,
  dx: Pointer,
  rows: number,
  accumulate = false,
): void {
  if (weight.kind === "packed") {
    kernels.call.product(dy, weight.backward, 0, dx, rows, outputs, inputs, accumulate);
  } else {
    nativeProduct(kernels, dy, weight.backward, 0, dx, rows, accumulate);
  }
}

interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/** A row-major matrix in panels of `KERNEL_LANES` columns. */
function packPanels(
  matrix: Float32Array,
  { rows, columns }: Shape,
  to: Float32Array,
): void {
  let at = 0;
  for (let panel = 0; panel < columns; panel += WASM_LANES) {
    for (let row = 0; row < rows; row++) {
      const from = row * columns + panel;
      for (let i = 0; i < WASM_LANES; i++) to[at++] = matrix[from + i]!;
    }
  }
}

/** The transpose of a row-major matrix in panels of `KERNEL_LANES` columns. */
function packTransposed(
  matrix: Float32Array,
  { rows, columns }: Shape,
  to: Float32Array,
): void {
  let at = 0;
  for (let panel = 0; panel < rows; panel += WASM_LANES) {
    for (let column = 0; column < columns; column++) {
      for (let i = 0; i < WASM_LANES; i++) {
        to[at++] = matrix[(panel + i) * columns + column]!;
      }
    }
  }
}
