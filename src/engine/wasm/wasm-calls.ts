import type { WasmFunctions } from "./wasm-functions";
import type { Share } from "./wasm-threads";

/** Products compute this many rows at once. */
export const ROW_STEP = 4;
/** Values of a vector. */
const VECTOR = 4;

/** The kernels as their users see them. */
export interface WasmCalls extends Omit<WasmFunctions, "attendGradient"> {
  /** All heads. */
  attendGradient(...values: AllHeads<Parameters<WasmFunctions["attendGradient"]>>): void;
}

type AllHeads<T> = T extends [...infer Values, number, number] ? Values : never;

/**
 * The kernels, large calls shared out among threads: by rows, queries or heads, never within a sum, so
 * that any number of threads gives the same bits. The weights of `work` are times in multiplications
 * of a product, measured.
 */
export function wasmCalls(share: Share): WasmCalls {
  const elementwise =
    (name: "quickGelu" | "gelu") =>
    (x: number, y: number, count: number): void =>
      share(name, { units: count, step: VECTOR, work: 24 * count }, (from, some) => [
        x + 4 * from,
        y + 4 * from,
        some,
      ]);
  const slope =
    (name: "quickGeluGradient" | "geluGradient") =>
    (before: number, y: number, dy: number, count: number): void =>
      share(name, { units: count, step: VECTOR, work: 12 * count }, (from, some) => [
        before + 4 * from,
        y + 4 * from,
        dy + 4 * from,
        some,
      ]);
  return {
    product: (a, b, bias, c, m, k, n, accumulate) =>
      share("product", { units: m, step: ROW_STEP, work: m * k * n }, (from, rows) => [
        a + 4 * from * k,
        b,
        bias,
        c + 4 * from * n,
        ...[rows, k, n, Number(accumulate)],
      ]),
    addRows: (x, bias, y, rows, width) =>
      share("addRows", { units: rows, step: 1, work: 4 * rows * width }, (from, some) => {
        const at = 4 * from * width;
        return [x === 0 ? 0 : x + at, bias, y + at, some, width];
      }),
    normalise: (x, gain, bias, normal, inverse, y, rows, width) =>
      share(
        "normalise",
        { units: rows, step: 1, work: 16 * rows * width },
        (from, some) => {
          const at = 4 * from * width;
          return [x + at, gain, bias, normal + at, inverse + 4 * from, y + at, some, width];
        },
      ),
    normaliseGradient: (dy, gain, normal, inverse, dx, rows, width) =>
      share(
        "normaliseGradient",
        { units: rows, step: 1, work: 16 * rows * width },
        (from, some) => {
          const at = 4 * from * width;
          return [dy + at, gain, normal + at, inverse + 4 * from, dx + at, some, width];
        },
      ),
    quickGelu: elementwise("quickGelu"),
    gelu: elementwise("gelu"),
    quickGeluGradient: slope("quickGeluGradient"),
    geluGradient: slope("geluGradient"),
    attend: (
      query,
      keyValue,
      visible,
      ownStart,
      ownCount,
      weights,
      stride,
      out,
      count,
      heads,
      size,
    ) => {
      const work = 4 * count * stride * heads * size;
      share("attend", { units: count, step: 1, work }, (from, some) => {
        const [row, at] = [4 * from * heads * size, 4 * from];
        return [
          ...[query + row, keyValue, visible + at, ownStart + at, ownCount + at],
          ...[weights + at * heads * stride, stride, out + row, some, heads, size],
        ];
      });
    },
    attendGradient: (...values) => {
      const [stride, count, heads, size] = [values[7], values[11], values[13], values[14]];
      const work = 8 * count * stride * heads * size;
      share("attendGradient", { units: heads, step: 1, work }, (from, some) => [
        ...values,
        from,
        from + some,
      ]);
    },
  };
}
