/** Columns of a panel of the right factor. */
export const PANEL: i32 = 8;
/** Rows computed at once. */
export const ROW_STEP: i32 = 4;
/** Bytes of a line of the processor's caches; another size costs time, nothing else. */
const LINE: usize = 64;

/**
 * c = a b (+ bias), or c += a b (+ bias). A tile of 4 rows and 8 columns stays in eight registers
 * while the sum runs.
 * @param a shape [m, k], with room for whole steps of rows
 * @param b shape [k, n] in panels: columns 0 to 7 of all rows, then columns 8 to 15 of all rows, ...
 * @param bias shape [n]; 0 for none
 * @param c shape [m, n], with room for whole steps of rows
 * @param n a multiple of 8
 * @param accumulate whether c is added to
 */
export function product(
  a: usize,
  b: usize,
  bias: usize,
  c: usize,
  m: i32,
  k: i32,
  n: i32,
  accumulate: bool,
): void {
  const rowOfA = (<usize>k) << 2;
  const rowOfC = (<usize>n) << 2;
  const panel = rowOfA * PANEL;
  const end = b + panel * <usize>(n / PANEL);
  const share = linesPerTile(panel, m);
  for (let j = 0; j < n; j += PANEL) {
    const column = (<usize>j) << 2;
    const zero = f32x4.splat(0);
    const left = bias == 0 ? zero : v128.load(bias + column);
    const right = bias == 0 ? zero : v128.load(bias + column, 16);
    let ahead = b + panel;
    for (let i = 0; i < m; i += ROW_STEP) {
      // Towers are larger than the caches: the next panel comes while this one is used.
      const until = min(ahead + share, min(b + 2 * panel, end));
      for (; ahead < until; ahead += LINE) load<i32>(ahead);
      let a0 = a + <usize>i * rowOfA;
      let a1 = a0 + rowOfA;
      let a2 = a1 + rowOfA;
      let a3 = a2 + rowOfA;
      let l0 = left,
        r0 = right;
      let l1 = left,
        r1 = right;
      let l2 = left,
        r2 = right;
      let l3 = left,
        r3 = right;
      const stop = a1;
      for (let row = b; a0 < stop; row += 32) {
        const bl = v128.load(row);
        const br = v128.load(row, 16);
        const x0 = v128.load32_splat(a0);
        l0 = f32x4.add(f32x4.mul(x0, bl), l0);
        r0 = f32x4.add(f32x4.mul(x0, br), r0);
        const x1 = v128.load32_splat(a1);
        l1 = f32x4.add(f32x4.mul(x1, bl), l1);
        r1 = f32x4.add(f32x4.mul(x1, br), r1);
        const x2 = v128.load32_splat(a2);
        l2 = f32x4.add(f32x4.mul(x2, bl), l2);
        r2 = f32x4.add(f32x4.mul(x2, br), r2);
        const x3 = v128.load32_splat(a3);
        l3 = f32x4.add(f32x4.mul(x3, bl), l3);
        r3 = f32x4.add(f32x4.mul(x3, br), r3);
        a0 += 4;
        a1 += 4;
        a2 += 4;
        a3 += 4;
      }
      const out = c + <usize>i * rowOfC + column;
      put(out, l0, r0, accumulate);
      put(out + rowOfC, l1, r1, accumulate);
      put(out + 2 * rowOfC, l2, r2, accumulate);
      put(out + 3 * rowOfC, l3, r3, accumulate);
    }
    b += panel;
  }
}

/** Bytes of the next panel that each tile fetches, whole lines. */
function linesPerTile(panel: usize, m: i32): usize {
  const tiles = <usize>max((m + ROW_STEP - 1) / ROW_STEP, 1);
  return ((panel + tiles - 1) / tiles + LINE - 1) & ~(LINE - 1);
}

function put(at: usize, left: v128, right: v128, accumulate: bool): void {
  if (accumulate) {
    left = f32x4.add(left, v128.load(at));
    right = f32x4.add(right, v128.load(at, 16));
  }
  v128.store(at, left);
  v128.store(at, right, 16);
}
