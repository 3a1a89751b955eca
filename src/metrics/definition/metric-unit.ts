/** In what a metric is printed, with the factor from its value and the decimals that tables show. */
export const UNITS = {
  /** A fraction, printed in percent. */
  percent: { scale: 100, digits: 1 },
  /** A share of samples, printed in percent; its differences are not printed. */
  share: { scale: 100, digits: 1 },
  nats: { scale: 1, digits: 3 },
  /** Of unit vectors. */
  distance: { scale: 1, digits: 3 },
  logits: { scale: 1, digits: 2 },
  /** A number without unit that is not a share of anything, such as the Brier score. */
  score: { scale: 1, digits: 3 },
} as const;

export type MetricUnit = keyof typeof UNITS;

/** Title of an axis: `ECE, mean of data sets (%)`, `margin to mean (logits)`. */
export function axisTitle(
  { title, unit }: { readonly title: string; readonly unit: MetricUnit },
  how?: string,
): string {
  const unitText = unit === "score" ? "" : ` (${UNITS[unit].scale === 100 ? "%" : unit})`;
  return `${title}${how === undefined ? "" : `, ${how}`}${unitText}`;
}
