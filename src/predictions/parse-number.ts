/**
 * The number that a cell holds, NaN for any other text. Decimal, with an exponent or without; spaces around
 * are skipped; words (`inf`, `nan`) and other bases (`0x10`) are not numbers here.
 * @param decimalComma reads `0,5` as 0.5 too, as tables with semicolons between cells have it
 */
export function parseNumber(text: string, decimalComma = false): number {
  const number = Number(text);
  if (Number.isNaN(number))
    return decimalComma && text.includes(",") ? parseNumber(text.replace(",", ".")) : NaN;
  return isUsual(text, number) || DECIMAL.test(text.trim()) ? number : NaN;
}

/** Begins with a sign or a digit but 0: none of the other texts that `Number` takes, which are rare. */
function isUsual(text: string, number: number): boolean {
  const first = text.charCodeAt(0);
  const isDigit = first >= 49 && first <= 57;
  const isZeroPoint = first === 48 && text.charCodeAt(1) === 46;
  const isSigned = first === 45 && Number.isFinite(number);
  return isDigit || isZeroPoint || isSigned;
}

/** Written so that there is one way to match: a field of a million digits costs no second look. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
