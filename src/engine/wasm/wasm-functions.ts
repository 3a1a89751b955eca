/** Address of float32 (or int32) values in a kernel memory, in bytes. */
export type Pointer = number;

/** The functions of kernels.wasm; what they compute stands in kernels/*.ts. */
export interface WasmFunctions {
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
  addRows(x: Pointer, bias: Pointer, y: Pointer, rows: number, width: number): void;
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
    fromHead: number,
    toHead: number,
  ): void;
}
