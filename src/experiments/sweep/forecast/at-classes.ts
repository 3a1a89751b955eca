/** Memory of a process that computed a method with some number of classes. */
export interface MeasuredMemory {
  readonly classes: number;
  readonly peakBytes: number;
}

/**
 * A time or a size at some number of classes: on the line through its neighbours among what was measured, beyond them on
 * the line through the nearest two. Never below the least measured.
 * @param measured by rising number of classes, at least one
 */
export function atClasses<Quantity extends string>(
  measured: readonly (Readonly<Record<Quantity, number>> & { readonly classes: number })[],
  quantity: Quantity,
  classes: number,
): number {
  const points = measured.map((one): Point => [one.classes, one[quantity]]);
  const [few, value] = points[0]!;
  if (points.length === 1) return (value * classes) / few;
  return Math.max(onLines(points, classes), Math.min(...points.map(([, y]) => y)));
}

/**
 * Most memory at some number of classes, bytes: on the line through its neighbours among what was measured. With fewer
 * classes than were measured it is that of the fewest. With more it is undefined: memory rises with the classes until a
 * step is computed in portions and hardly at all from there on, so that a line through few classes tells nothing.
 *
 * A process with fewer classes may have taken more memory, for images that it encoded first. A run with more classes
 * may have to encode them too, so its need is not put below that.
 * @param measured by rising number of classes
 */
export function memoryAt(
  measured: readonly MeasuredMemory[],
  classes: number,
): number | undefined {
  const max = measured.at(-1)?.classes ?? 0;
  if (classes > max) return undefined;
  let least = 0;
  const points = measured.map(({ classes: at, peakBytes }): Point => {
    least = Math.max(least, peakBytes);
    return [at, least];
  });
  return points.length === 1 || classes <= points[0]![0]
    ? points[0]![1]
    : onLines(points, classes);
}

/** The most of processes with the same number of classes, by rising number. */
export function mostByClasses(all: readonly MeasuredMemory[]): readonly MeasuredMemory[] {
  const most = new Map<number, number>();
  for (const { classes, peakBytes } of all) {
    most.set(classes, Math.max(peakBytes, most.get(classes) ?? 0));
  }
  return [...most]
    .sort(([a], [b]) => a - b)
    .map(([classes, peakBytes]) => ({ classes, peakBytes }));
}

/** Classes and a quantity at that number of classes. */
type Point = readonly [classes: number, value: number];

/** @param points at least two, by rising number of classes */
function onLines(points: readonly Point[], classes: number): number {
  const next = points.findIndex(([at]) => at >= classes);
  const upper = next === -1 ? points.length - 1 : Math.max(1, next);
  const [few, atFew] = points[upper - 1]!;
  const [more, atMore] = points[upper]!;
  return atFew + ((atMore - atFew) / (more - few)) * (classes - few);
}
