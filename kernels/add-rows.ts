/**
 * y += x + bias, for rows.
 * @param x shape [rows, width]; 0 for none
 * @param bias shape [width], a multiple of 4; 0 for none
 */
export function addRows(x: usize, bias: usize, y: usize, rows: i32, width: i32): void {
  const bytes = (<usize>width) << 2;
  for (let row = 0; row < rows; row++) {
    for (let i: usize = 0; i < bytes; i += 16) {
      let sum = v128.load(y + i);
      if (x != 0) sum = f32x4.add(sum, v128.load(x + i));
      if (bias != 0) sum = f32x4.add(sum, v128.load(bias + i));
      v128.store(y + i, sum);
    }
    y += bytes;
    if (x != 0) x += bytes;
  }
}
