import type { Activation } from "../layers/activation";
import type { WasmKernels, Pointer } from "./wasm-module";
import type { LayerNorm } from "../layers/layer-norm-parameters";

export {
  applyLinear,
  wasmLinear as kernelLinear,
  linearGradient,
  type WasmLinear as KernelLinear,
} from "./wasm-linear";

/** A frozen layer norm in kernel memory. */
export interface WasmNorm {
  readonly width: number;
  readonly gain: Pointer;
  readonly bias: Pointer;
}

/** Copies a layer norm. */
export function wasmNorm(kernels: WasmKernels, { gain, bias }: LayerNorm): WasmNorm {
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

/** Memory for the trace of `rows` rows. */
export function normTrace(
  kernels: WasmKernels,
  { width }: WasmNorm,
  rows: number,
): NormTrace {
  return { normal: kernels.matrix(rows, width), inverse: kernels.matrix(rows, 1) };
}

/** y = layer norm of x. @param x shape [rows, width] */
export function applyNorm(
  { call }: WasmKernels,
  { width, gain, bias }: WasmNorm,
  { normal, inverse }: NormTrace,
  x: Pointer,
  y: Pointer,
  rows: number,
): void {
  call.normalise(x, gain, bias, normal, inverse, y, rows, width);
}

/** dx += the norm's input gradient. @param dy shape [rows, width] */
export function addNormGradient(
  { call }: WasmKernels,
  { width, gain }: WasmNorm,
  { normal, inverse }: NormTrace,
  dy: Pointer,
  dx: Pointer,
  rows: number,
): void {
  call.normaliseGradient(dy, gain, normal, inverse, dx, rows, width);
}

/** y = activation(x). @param x becomes what the gradient needs */
export function applyActivation(
  { call }: WasmKernels,
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
  { call }: WasmKernels,
  name: Activation,
  x: Pointer,
  y: Pointer,
  dy: Pointer,
  count: number,
): void {
  if (name === "quick_gelu") call.quickGeluGradient(x, y, dy, count);
  else call.geluGradient(x, y, dy, count);
}
