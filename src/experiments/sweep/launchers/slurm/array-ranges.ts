/**
 * Slurm's array expression for tasks 0 .. count - 1, at most `limit` of them at a time.
 * @example
 * arrayExpression(200, 8); // => "0-199%8"
 */
export function arrayExpression(count: number, limit?: number): string {
  const tasks = count === 1 ? "0" : `0-${count - 1}`;
  return limit === undefined ? tasks : `${tasks}%${limit}`;
}

/** Consecutive pieces of at most `size`: a site's MaxArraySize bounds the tasks of one array. */
export function pieces<T>(all: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, piece) =>
    all.slice(piece * size, (piece + 1) * size),
  );
}
