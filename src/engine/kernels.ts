import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Address of float32 (or int32) values in a kernel memory, in bytes. */
export type Pointer = number;

/** Columns of a product, and values of a row, come in multiples of this. */
export const KERNEL_LANES = 8;
/** Products compute this many rows at once. */
const ROW_STEP = 4;

/** The functions of kernels.wasm; what they compute stands in kernels/*.ts. */
interface KernelFunctions {
  readonly memory: WebAssembly.Memory;
  product(
    a: Pointer,
    b: Pointer,
    bias: Pointer,
    c: Pointer,
    m: number,
    k: number,
    n: number,
    accumulate: boolean,
  ): void;
  normalise(
    x: Pointer,
    gain: Pointer,
    bias: Pointer,
    normal: Pointer,
    inverse: Pointer,
    y: Pointer,
    rows: number,
    width: number,
  ): void;
  normaliseGradient(
    dy: Pointer,
    gain: Pointer,
    normal: Pointer,
    inverse: Pointer,
    dx: Pointer,
    rows: number,
    width: number,
  ): void;
  quickGelu(x: Pointer, y: Pointer, count: number): void;
  quickGeluGradient(gate: Pointer, y: Pointer, dy: Pointer, count: number): void;
  gelu(x: Pointer, y: Pointer, count: number): void;
  geluGradient(slope: Pointer, y: Pointer, dy: Pointer, count: number): void;
  attend(
    query: Pointer,
    keyValue: Pointer,
    visible: Pointer,
    ownStart: Pointer,
    ownCount: Pointer,
    weights: Pointer,
    stride: number,
    out: Pointer,
    count: number,
    heads: number,
    size: number,
  ): void;
  attendGradient(
    dy: Pointer,
    query: Pointer,
    keyValue: Pointer,
    visible: Pointer,
    ownStart: Pointer,
    ownCount: Pointer,
    weights: Pointer,
    stride: number,
    slopes: Pointer,
    dQuery: Pointer,
    dKeyValue: Pointer,
    count: number,
    rows: number,
    heads: number,
    size: number,
  ): void;
}

/**
 * The kernels with a memory of their own. Room is taken in one direction and given back by returning
 * to a mark; it is never cleared.
 */
export class Kernels {
  readonly call: KernelFunctions;
  private used = 1024;

  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(join(__dirname, "kernels.wasm")));
    this.call = new WebAssembly.Instance(compiled).exports as unknown as KernelFunctions;
  }

  /** Room for `rows` rows of `width` values, and for the rest of the last step of a product. */
  matrix(rows: number, width: number): Pointer {
    const at = this.used;
    const whole = Math.ceil(rows / ROW_STEP) * ROW_STEP;
    this.used = Math.ceil((at + 4 * whole * width) / 16) * 16;
    const { memory } = this.call;
    const missing = this.used - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return at;
  }

  /** Takes room and copies values into it. */
  store(values: Float32Array | Int32Array): Pointer {
    const at = this.matrix(1, values.length);
    if (values instanceof Float32Array) this.floats(at, values.length).set(values);
    else new Int32Array(this.call.memory.buffer, at, values.length).set(values);
    return at;
  }

  /** Values in place; the view is dead as soon as more room is taken. */
  floats(at: Pointer, count: number): Float32Array {
    return new Float32Array(this.call.memory.buffer, at, count);
  }

  /** What is taken so far. */
  mark(): Pointer {
    return this.used;
  }

  /** Gives back what was taken since a mark. */
  release(mark: Pointer): void {
    this.used = mark;
  }
}

const PAGE = 65536;
let compiled: WebAssembly.Module | undefined;
