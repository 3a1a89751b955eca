import type { ComposedDomain } from "../compose";
import { hammingDistance, perceptualHash } from "./image-hash";
import type { PlacedIcon } from "../place-class";

/** Bits of 256 in which two drawings may differ and still count as near duplicates: 3 %. */
export const NEAR_BITS = 8;

/** Test images that have a near duplicate of the same class among the training images. */
export interface NearDuplicates {
  readonly found: number;
  /** Test images of classes that have training images. */
  readonly of: number;
}

/**
 * Looks for near duplicates across the split of the base classes: train and validation against
 * test, by perceptual hash. Simple signs (a triangle, a plus) drawn by two people look alike, so
 * the count is reported and not forced to 0; equal drawings (`contentHash`) are never on two sides.
 */
export function nearDuplicates(domain: ComposedDomain): NearDuplicates {
  const base = domain.icons.filter(
    ({ label }) => label < Math.ceil(domain.classNames.length / 2),
  );
  const hashes = (icons: readonly PlacedIcon[]) =>
    icons.map(({ label, pixels }) => ({ label, bits: perceptualHash(pixels) }));
  const training = hashes(base.filter(({ part }) => part !== "test"));
  const test = hashes(base.filter(({ part }) => part === "test"));
  const found = test.filter(({ label, bits }) =>
    training.some(
      (other) => other.label === label && hammingDistance(bits, other.bits) <= NEAR_BITS,
    ),
  );
  return { found: found.length, of: test.length };
}
