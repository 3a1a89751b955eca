import { tf, type Tensor2D } from "../../engine/tf";

/** Features of names that never change: those that were announced are computed once. */
export interface FrozenText {
  /** Names whose features will be needed often. */
  add(names: readonly string[]): void;
  /** A new tensor, shape [names, embed]. */
  features(names: readonly string[]): Tensor2D;
}

/** @param encode features of names, shape [names, embed] */
export function frozenText(
  classNames: readonly string[],
  encode: (names: readonly string[]) => Tensor2D,
): FrozenText {
  const known = new Map<string, Float32Array>();
  function add(names: readonly string[]): void {
    const unseenNames = [...new Set(names)].filter((name) => !known.has(name));
    if (unseenNames.length === 0) return;
    const features = encode(unseenNames);
    const values = features.dataSync<"float32">();
    const size = features.shape[1];
    unseenNames.forEach((name, row) =>
      known.set(name, values.slice(row * size, (row + 1) * size)),
    );
    features.dispose();
  }
  add(classNames);
  return {
    add,
    features: (names) => {
      const rows = names.map((name) => known.get(name));
      if (rows.includes(undefined)) return encode(names);
      const size = rows[0]!.length;
      const flat = new Float32Array(rows.length * size);
      rows.forEach((row, i) => flat.set(row!, i * size));
      return tf.tensor2d(flat, [rows.length, size]);
    },
  };
}
