import { sampleWithoutReplacement, seededRandom } from "../../random/random";

/**
 * Which test images a run with a largest number of them is tested on: drawn by data set and seed, so all methods of a
 * seed are tested on the same ones.
 * @param total test images of the class set
 * @param max null for all
 * @returns indices in rising order
 */
export function testSample(
  total: number,
  max: number | null,
  dataset: string,
  seed: number,
): Int32Array {
  if (max === null || total <= max) return Int32Array.from({ length: total }, (_, i) => i);
  const random = seededRandom("test images", dataset, seed);
  return Int32Array.from(sampleWithoutReplacement(total, max, random)).sort();
}
