/**
 * Connected groups: items that share a key, directly or through others, are in one group.
 * @param keys for each item the keys it has; each item needs at least one
 * @returns for each item the index of the first item of its group
 */
export function groupsByKeys(keys: readonly (readonly string[])[]): Int32Array {
  const parent = Int32Array.from(keys, (_, at) => at);
  const root = (at: number): number => {
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  const first = new Map<string, number>();
  keys.forEach((own, at) => {
    for (const key of own) {
      const other = first.get(key);
      if (other === undefined) first.set(key, at);
      else {
        const [a, b] = [root(at), root(other)];
        parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  });
  return Int32Array.from(keys, (_, at) => root(at));
}
