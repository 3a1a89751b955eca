/**
 * What is computed once per process, by a key. A failed attempt is forgotten, so that restored files are seen without a
 * new process.
 */
export function remembered<T>(
  memory: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const value = make();
  memory.set(key, value);
  value.catch(() => memory.delete(key));
  return value;
}
