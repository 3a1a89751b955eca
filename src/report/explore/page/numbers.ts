/** A fraction as percent: 0.1268 -> `12.7 %`. */
export function percent(fraction: number, digits = 1): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

/** With its sign, also where it is positive: `+4.2 %`. */
export function signedPercent(fraction: number): string {
  return `${fraction < 0 ? "−" : "+"}${percent(Math.abs(fraction))}`;
}

/** `12,345`. */
export function count(n: number): string {
  // A slider asks for hundreds of these, and toLocaleString is slow.
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `A` for the first method that is compared. */
export function letter(index: number): string {
  return String.fromCharCode(65 + index);
}
