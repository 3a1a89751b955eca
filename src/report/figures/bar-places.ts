/** Width of a bar; a method has room for two within one unit of the axis. */
export const barWidth = 0.36;

/** Units between two groups of methods. */
const BETWEEN_GROUPS = 0.5;

/** Where the bars of methods stand on the axis. */
export interface BarPlaces {
  /** The middle of each method. */
  readonly middles: readonly number[];
  /** Where the axis ends, from 0. */
  readonly end: number;
  /** Left edge of each group that has a title. */
  readonly groups: readonly { readonly title: string; readonly left: number }[];
  /** The middle of the bar of one class set of a method. */
  readonly centre: (index: number, classSet: "base" | "new") => number;
}

/**
 * Places methods side by side, one unit each, with more room between groups of them.
 * @param groups the group of each method, in order; undefined where there are none
 */
export function barPlaces(groups: readonly (string | undefined)[]): BarPlaces {
  const starts = groups.map((group, i) => i > 0 && group !== groups[i - 1]);
  const middles = starts.map((_, i) => {
    const before = starts.slice(0, i + 1).filter(Boolean).length;
    return i + 0.5 + BETWEEN_GROUPS * before;
  });
  return {
    middles,
    end: (middles.at(-1) ?? 0) + 0.5,
    groups: groups.flatMap((title, i) =>
      title !== undefined && (i === 0 || starts[i]!)
        ? [{ title, left: middles[i]! - 0.5 }]
        : [],
    ),
    centre: (index, classSet) =>
      middles[index]! + (classSet === "base" ? -0.5 : 0.5) * (barWidth + 0.02),
  };
}
