/** In what a metric is printed, with the factor from its value and the decimals that tables show. */
export const UNITS = {
  /** A fraction, printed in percent. */
  percent: { scale: 100, digits: 1 },
  nats: { scale: 1, digits: 3 },
  /** Of unit vectors. */
  distance: { scale: 1, digits: 3 },
  logits: { scale: 1, digits: 2 },
  /** A number without unit that is not a share of anything, such as the Brier score. */
  score: { scale: 1, digits: 3 },
} as const;

export type MetricUnit = keyof typeof UNITS;
