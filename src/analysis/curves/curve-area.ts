import { dominatedArea, type PlanePoint } from "../../numeric/dominated-area";
import type { Lookup } from "../lookup";
import type { Method } from "../methods";
import type { Quantity } from "../quantity";

/** A point of one of two curves. */
export interface CurvePoint {
  /** Positive for the first curve, negative for the second. */
  readonly factor: number;
  /** An error. */
  readonly quantity: Quantity;
  readonly method: Method;
}

/**
 * How much more of the plane of an error on base and on new classes one curve dominates than another, in squared
 * fractions. The terms with a positive factor are the points of the first curve, the others those of the second. The
 * corner of the area is the largest error of all points on either axis. A curve that is better at every weight
 * dominates more. More weights can only add to an area, so compare curves of equally many.
 * @param whole lookup of the data themselves, which sets the corner, so that it is the same in all resamples
 */
export function areaDifference(
  terms: readonly CurvePoint[],
  lookup: Lookup,
  whole: Lookup,
): number {
  const points = (own: readonly CurvePoint[], of: Lookup): readonly PlanePoint[] =>
    own.map(({ quantity, method }) => [
      of(quantity, method, "base"),
      of(quantity, method, "new"),
    ]);
  const all = points(terms, whole);
  const corner: PlanePoint = [
    Math.max(...all.map(([base]) => base)),
    Math.max(...all.map(([, novel]) => novel)),
  ];
  const area = (sign: number): number => {
    const curve = terms.filter(({ factor }) => Math.sign(factor) === sign);
    return dominatedArea(points(curve, lookup), corner);
  };
  return area(1) - area(-1);
}
