/** Times of repeated work, seconds. */
export interface Timing {
  /** Median of the wall time. */
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly repeats: number;
  /** Median of the processor time, all threads together: hardly changed by other work. */
  readonly processor: number;
}

/** Least repetitions of everything; the first call of each is not counted. */
const MIN = 5;
/** Repetitions go on for this long, so that quick work gets more of them. */
const SECONDS = 3;
const MAX = 200;

/**
 * Times several variants of work in turns, so that a change of the machine's load meets all alike.
 * Each has to finish its computation before it returns: read a value back.
 */
export function measureInTurns<K extends string>(
  variants: Readonly<Record<K, () => void>>,
): Readonly<Record<K, Timing>> {
  const names = Object.keys(variants) as K[];
  const times = new Map(names.map((name) => [name, [] as Sample[]]));
  for (const name of names) variants[name]();
  const start = performance.now();
  const enough = (round: number): boolean =>
    round >= MAX ||
    (round >= MIN && performance.now() - start > SECONDS * 1000 * names.length);
  for (let round = 0; !enough(round); round++) {
    for (const name of names) {
      times.get(name)!.push(sampleOf(variants[name]));
    }
  }
  const timings = {} as Record<K, Timing>;
  for (const name of names) timings[name] = timingOf(times.get(name)!);
  return timings;
}

/** `measureInTurns` of one piece of work. */
export function measure(work: () => void): Timing {
  return measureInTurns({ work }).work;
}

/** Seconds of one call. */
export interface Sample {
  readonly wall: number;
  /** Of all threads together. */
  readonly processor: number;
}

/** Times one call. */
function sampleOf(work: () => void): Sample {
  const end = startSample();
  work();
  return end();
}

/** Begins to time a call; what it returns ends that. */
export function startSample(): () => Sample {
  const [before, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { wall: (performance.now() - before) / 1000, processor: (user + system) / 1e6 };
  };
}

/** Sums samples up. */
export function timingOf(samples: readonly Sample[]): Timing {
  const walls = samples.map(({ wall }) => wall);
  return {
    median: median(walls),
    min: Math.min(...walls),
    max: Math.max(...walls),
    repeats: samples.length,
    processor: median(samples.map(({ processor }) => processor)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? sorted[middle]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
