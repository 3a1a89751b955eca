import { fittingFontSize, MIN_FONT, textWidth } from "../rendering/text-fit";
import { note } from "../rendering/theme";

/** Values under bars. */
export interface BarValues {
  readonly notes: readonly Readonly<Record<string, unknown>>[];
  /** Pixels that they take below the plot. */
  readonly height: number;
}

/** Pixels that stay free between two values. */
const BETWEEN = 2;

const LINE = 12;

/**
 * Values stand below their bars, where neither whiskers nor diamonds lie over them; all of one size. Bars with little room
 * have a decimal less, and such with less room upright values; the figure's table has all decimals.
 * @param values where each stands on the axis
 * @param room pixels from bar to bar
 */
export function barValues(
  values: readonly { readonly value: number; readonly x: number }[],
  digits: number,
  room: number,
): BarValues {
  const texts = (decimals: number) =>
    values.map(({ value, x }) => ({ text: printed(value, decimals), x }));
  const choices = [texts(digits), texts(Math.max(0, digits - 1))];
  const flat = choices.find((labels) =>
    labels.every(({ text }) => textWidth(text, MIN_FONT) + BETWEEN <= room),
  );
  const labels = flat ?? texts(digits);
  const size =
    flat === undefined
      ? MIN_FONT
      : Math.min(...labels.map(({ text }) => fittingFontSize(text, room - BETWEEN + 1)));
  // Whole pixels, which plotly wants of distances.
  const longest = Math.ceil(
    Math.max(0, ...labels.map(({ text }) => textWidth(text, size))),
  );
  const notes = labels.map(({ text, x }) =>
    note(text, {
      font: { size },
      x,
      y: 0,
      yref: "paper",
      yanchor: "top",
      xanchor: "center",
      ...(flat === undefined ? { textangle: -90 } : {}),
      bgcolor: "rgba(0,0,0,0)",
      borderpad: 1,
    }),
  );
  return { notes, height: flat === undefined ? longest : LINE };
}

/** With a true minus sign, as on the axis. */
function printed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace("-", "−");
}
