import { seededRandom } from "../../src/random/random";

export const CLASSES = 4;

/** Labels drawn from softmax(z); the model is given 3 z, hence is overconfident. */
export function overconfident(n: number, seed: number) {
  const random = seededRandom("calibrator test", seed);
  const logits = new Float64Array(n * CLASSES);
  const labels = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const row = Array.from({ length: CLASSES }, () => 3 * random());
    const masses = row.map(Math.exp);
    let left = random() * masses.reduce((a, b) => a + b);
    labels[i] = masses.findIndex((mass) => (left -= mass) < 0);
    row.forEach((z, k) => (logits[i * CLASSES + k] = 3 * z));
  }
  return { logits, labels };
}
