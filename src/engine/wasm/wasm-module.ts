import { readFileSync } from "node:fs";
import { join } from "node:path";
import { wasmCalls, ROW_STEP, type WasmCalls } from "./wasm-calls";
import type { Pointer } from "./wasm-functions";
import { WasmThreads, wasmThreads } from "./wasm-threads";

export type { Pointer } from "./wasm-functions";

/** Columns of a product, and values of a row, come in multiples of this. */
export const WASM_LANES = 8;

/**
 * The kernels with a memory of their own. Room is taken in one direction and given back by returning
 * to a mark; it is never cleared.
 */
export class WasmKernels {
  readonly call: WasmCalls;
  private readonly memory = new WebAssembly.Memory({
    initial: 1,
    maximum: MAX_PAGES,
    shared: true,
  });
  private readonly threads: WasmThreads;
  private used = 1024;

  /**
   * @param threads threads that share large calls out; any number gives the same bits
   * @param leastWork calls below it are not shared out (`Cut.work`); about three milliseconds by default
   */
  constructor(threads = wasmThreads(), leastWork?: number) {
    compiled ??= new WebAssembly.Module(readFileSync(join(__dirname, "kernels.wasm")));
    this.threads = new WasmThreads(compiled, this.memory, threads, leastWork);
    this.call = wasmCalls(this.threads.share);
  }

  /** Threads that share large calls: 1 before the first of them. */
  get running(): number {
    return this.threads.running;
  }

  /** Room for `rows` rows of `width` values, and for the rest of the last step of a product. */
  matrix(rows: number, width: number): Pointer {
    const at = Math.ceil((this.used - OFF_LINE) / LINE) * LINE + OFF_LINE;
    const whole = Math.ceil(rows / ROW_STEP) * ROW_STEP;
    this.used = at + 4 * whole * width;
    const missing = this.used - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return at;
  }

  /** Takes room and copies values into it. */
  store(values: Float32Array | Int32Array): Pointer {
    const at = this.matrix(1, values.length);
    if (values instanceof Float32Array) this.floats(at, values.length).set(values);
    else new Int32Array(this.memory.buffer, at, values.length).set(values);
    return at;
  }

  /** Values in place; the view is dead as soon as more room is taken. */
  floats(at: Pointer, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, count);
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

/**
 * Matrices begin at a vector's boundary, but not at one of 64 bytes: values that lie so TensorFlow does
 * not copy but shares, and gives back from threads of its own, where Node-API must not be called
 * (native-product.ts).
 */
const LINE = 64;
const OFF_LINE = 16;
const PAGE = 65536;
/** 4 GiB, as kernels/build.cjs has it. */
const MAX_PAGES = 65536;
let compiled: WebAssembly.Module | undefined;
