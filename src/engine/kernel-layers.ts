import type { Activation } from "./activation";
import { KERNEL_LANES, type Kernels, type Pointer } from "./kernels";
import type { LayerNorm } from "./layer-norm";
import type { FrozenLinear } from "./linear";

/** A frozen linear map in kernel memory, with what its input gradient needs. */
export interface KernelLinear {
  readonly inputs: number;
  readonly outputs: number;
  /** In panels, see kernels/product.ts. */
  readonly weight: Pointer;
  readonly transposed: Pointer;
  /** 0 for none. */
  readonly bias: Pointer;
}

/** A frozen layer norm in kernel memory. */
export interface KernelNorm {
  readonly width: number;
  readonly gain: Pointer;
  readonly bias: Pointer;
}

/** Copies a linear map. Both its sizes have to be multiples of `KERNEL_LANES`. */
export function kernelLinear(
  kernels: Kernels,
  { weight, transposed, bias }: FrozenLinear,
): KernelLinear {
  const [inputs, outputs] = weight.shape;
  return {
    inputs,
    outputs,
    weight: kernels.store(panels(weight.dataSync<"float32">(), outputs)),
    transposed: kernels.store(panels(transposed.dataSync<"float32">(), inputs)),
    bias: bias === undefined ? 0 : kernels.store(bias.dataSync<"float32">()),
  };
}

/** Copies a layer norm. */
export function kernelNorm(kernels: Kernels, { gain, bias }: LayerNorm): KernelNorm {
  return {
    width: gain.size,
    gain: kernels.store(gain.dataSync<"float32">()),
    bias: kernels.store(bias.dataSync<"float32">()),
  };
}

/** y = x W + b, or y += x W + b. @param x shape [rows, inputs] */
export function applyLinear(
  { call }: Kernels,
  { inputs, outputs, weight, bias }: KernelLinear,
  x: Pointer,
  y: Pointer,
  rows: number,
  accumulate = false,
): void {
  call.product(x, weight, bias, y, rows, inputs, outputs, accumulate);
}

/** dx = dy W', or dx += dy W'. @param dy shape [rows, outputs] */
export function linearGradient(
  { call }: Kernels,
  { inputs, outputs, transposed }: KernelLinear,
  dy: Pointer,
  dx: Pointer,
  rows: number,
  accumulate = false,
): void {
  call.product(dy, transposed, 0, dx, rows, outputs, inputs, accumulate);
}

/** What the gradient of a layer norm needs of its forward pass. */
export interface NormTrace {
  /** Normalised rows before gain and bias. */
  readonly normal: Pointer;
  readonly inverse: Pointer;
}

/** Room for the trace of `rows` rows. */
export function normTrace(
  kernels: Kernels,
  { width }: KernelNorm,
  rows: number,
): NormTrace {
  return { normal: kernels.matrix(rows, width), inverse: kernels.matrix(rows, 1) };
}

/** y = layer norm of x. @param x shape [rows, width] */
export function applyNorm(
  { call }: Kernels,
  { width, gain, bias }: KernelNorm,
  { normal, inverse }: NormTrace,
  x: Pointer,
  y: Pointer,
  rows: number,
): void {
  call.normalise(x, gain, bias, normal, inverse, y, rows, width);
}

/** dx += the norm's input gradient. @param dy shape [rows, width] */
export function addNormGradient(
  { call }: Kernels,
  { width, gain }: KernelNorm,
  { normal, inverse }: NormTrace,
  dy: Pointer,
  dx: Pointer,
  rows: number,
): void {
  call.normaliseGradient(dy, gain, normal, inverse, dx, rows, width);
}

/** y = activation(x). @param x becomes what the gradient needs */
export function applyActivation(
  { call }: Kernels,
  name: Activation,
  x: Pointer,
  y: Pointer,
  count: number,
): void {
  if (name === "quick_gelu") call.quickGelu(x, y, count);
  else call.gelu(x, y, count);
}

/** Multiplies dy by the activation's slope. @param x, y as `applyActivation` left them */
export function activationGradient(
  { call }: Kernels,
  name: Activation,
  x: Pointer,
  y: Pointer,
  dy: Pointer,
  count: number,
): void {
  if (name === "quick_gelu") call.quickGeluGradient(x, y, dy, count);
  else call.geluGradient(x, y, dy, count);
}

/** A row-major matrix in panels of `KERNEL_LANES` columns, see kernels/product.ts. */
function panels(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  const out = new Float32Array(matrix.length);
  let at = 0;
  for (let panel = 0; panel < columns; panel += KERNEL_LANES) {
    for (let row = 0; row < rows; row++) {
      const from = row * columns + panel;
      out.set(matrix.subarray(from, from + KERNEL_LANES), at);
      at += KERNEL_LANES;
    }
  }
  return out;
}
