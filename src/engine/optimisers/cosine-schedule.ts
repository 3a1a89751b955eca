/** Learning rate over epochs: a constant warm-up, then a half cosine. */
export interface CosineSchedule {
  /** Rate after the warm-up. */
  readonly rate: number;
  readonly epochs: number;
  readonly warmupEpochs: number;
  readonly warmupRate: number;
}

/**
 * Rate of an epoch, counted from 0, as Dassl computes it: the warm-up does not consume the cosine,
 * so the first epoch behind it runs at the full rate and the last one is not yet at 0.
 */
export function cosineRate(
  epoch: number,
  { rate, epochs, warmupEpochs, warmupRate }: CosineSchedule,
): number {
  if (epoch < warmupEpochs) return warmupRate;
  return (rate * (1 + Math.cos((Math.PI * (epoch - warmupEpochs)) / epochs))) / 2;
}
