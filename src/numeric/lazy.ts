/**
 * An object whose fields are computed when they are first read, and kept.
 * @param make what computes each field
 */
export function lazy<T extends object>(make: {
  readonly [Field in keyof T]: () => T[Field];
}): T {
  const object = {} as T;
  for (const field of Object.keys(make) as (keyof T & string)[]) {
    Object.defineProperty(object, field, {
      enumerable: true,
      configurable: true,
      get() {
        const value = make[field]();
        Object.defineProperty(object, field, { value, enumerable: true });
        return value;
      },
    });
  }
  return object;
}
