import fc from "fast-check";

/** Text features of 2 to 7 labels, none of them next to 0. */
export const features = fc
  .tuple(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 2, max: 5 }))
  .chain(([labels, dimension]) =>
    fc.record({
      dimension: fc.constant(dimension),
      labels: fc.constant(labels),
      values: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
        minLength: labels * dimension,
        maxLength: labels * dimension,
      }),
    }),
  )
  .filter(({ values, dimension, labels }) =>
    Array.from({ length: labels }, (_, row) => row).every(
      (row) => Math.hypot(...values.slice(row * dimension, (row + 1) * dimension)) > 1e-3,
    ),
  );
