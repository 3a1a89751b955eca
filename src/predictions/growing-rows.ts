/** Rows as they are at least made room for. */
const MIN_ROWS = 1024;

/** Numbers of rows of one length whose count is not known beforehand. Room is doubled where it ends. */
export class GrowingRows {
  count = 0;
  private numbers = new Float64Array(0);

  /** @param width numbers of a row */
  constructor(private readonly width: number) {}

  /** Begins a row. @returns its first position in the array to write to */
  add(): { readonly numbers: Float64Array; readonly from: number } {
    const from = this.count * this.width;
    if (from === this.numbers.length) {
      const larger = new Float64Array(Math.max(MIN_ROWS, 2 * this.count) * this.width);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.count += 1;
    return { numbers: this.numbers, from };
  }

  /** All rows, flat. A view. */
  values(): Float64Array {
    return this.numbers.subarray(0, this.count * this.width);
  }
}
