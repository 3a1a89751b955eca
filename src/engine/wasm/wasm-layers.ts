import type { Activation } from "../layers/activation";
import type { Kernels, Pointer } from "./wasm-module";
import type { LayerNorm } from "../layers/layer-norm-parameters";

export {
  applyLinear,
  kernelLinear,
  linearGradient,
  type KernelLinear,
} from "./wasm-linear";

/** A frozen layer norm in kernel memory. */
export interface KernelNorm {
  readonly width: number;
  readonly gain: Pointer;
  readonly bias: Pointer;
}

/** Copies a layer norm. */
export function kernelNorm(kernels: Kernels, { gain, bias }: LayerNorm): KernelNorm {
  return {
    width: gain.size,
    gain: kernels.store(gain.dataSync<"float32">()),
    bias: kernels.store(bias.dataSync<"float32">()),
  };
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
