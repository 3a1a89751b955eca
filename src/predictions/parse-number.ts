/**
 * The number that a cell holds, NaN for any other text. Decimal, with an exponent or without; spaces around
 * are passed over, words (`inf`, `nan`) and other bases (`0x10`) are not numbers here.
 * @param decimalComma reads `0,5` as 0.5 too, as tables with semicolons between cells have it
 */
export function parseNumber(text: string, decimalComma = false): number {
  const number = Number(text);
  if (Number.isNaN(number))
    return decimalComma && text.includes(",") ? parseNumber(text.replace(",", ".")) : NaN;
  // What Number accepts beyond that: nothing at all, Infinity, and 0x, 0b, 0o.
  if (number === 0 || !Number.isFinite(number) || BASE.test(text)) {
    return PLAIN.test(text.trim()) ? number : NaN;
  }
  return number;
}

const BASE = /^\s*0[xob]/i;
/** Written so that there is one way to match: a field of a million digits costs no second look. */
const PLAIN = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
