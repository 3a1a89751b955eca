import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { startBackend } from "../../src/engine/backend";
import { relativeGradientError } from "../../src/engine/gradient-check";
import { tf, type Scalar, type Tensor, type Tensor2D } from "../../src/engine/tf";
import { seededRandom } from "../../src/random/random";
import { meanNearestAngle, smallestAngle } from "../../src/regularisers/angle";
import { textDispersion } from "../../src/regularisers/dispersion";
import { meanHuber } from "../../src/regularisers/huber";
import { meanRowNorm, squaredOffIdentity } from "../../src/regularisers/orthogonal";

const value = (scalar: Scalar): number => scalar.dataSync()[0]!;
const near = (got: number, want: number): void =>
  assert.ok(Math.abs(got - want) < 1e-5, `${got} is not ${want}`);

describe("regularisers of the text features", () => {
  before(async () => void (await startBackend("cpu")));
  // Directions at 0, 60 and 90 degrees: cosines 1/2, 0 and cos 30.
  const text = (): Tensor2D =>
    tf.tensor2d(
      [0, 60, 90].map((degrees) => {
        const angle = (degrees * Math.PI) / 180;
        return [Math.cos(angle), Math.sin(angle)];
      }),
    );
  const cos30 = Math.sqrt(3) / 2;

  it("are those of their formulas", () => {
    const [x, y] = [(1 + 0.5 + 0) / 3, (0 + cos30 + 1) / 3];
    const lengths = [
      Math.hypot(1 - x, y),
      Math.hypot(0.5 - x, cos30 - y),
      Math.hypot(x, 1 - y),
    ];
    near(value(textDispersion(text())), (lengths[0]! + lengths[1]! + lengths[2]!) / 3);
    // Rows of the cosines: (1, 1/2, 0), (1/2, 1, cos 30), (0, cos 30, 1).
    const rows = [Math.sqrt(1.25), Math.sqrt(0.25 + 1 + 0.75), Math.sqrt(1.75)];
    near(value(meanRowNorm(text())), (rows[0]! + rows[1]! + rows[2]!) / 3 - 1);
    // Each of the two cosines that are not 0 stands twice.
    near(value(squaredOffIdentity(text())), 2 * (0.25 + 0.75));
    // Up to 0.6 a square, beyond it a line.
    near(value(meanHuber(text(), 0.6)), (0.5 ** 2 / 2 + 0 + 0.6 * (cos30 - 0.6 / 2)) / 3);
    near(value(smallestAngle(text())), Math.PI / 6);
    // Nearest angles: 60, 30 and 30 degrees.
    near(value(meanNearestAngle(text())), (Math.PI * (60 + 30 + 30)) / 180 / 3);
  });

  it("have the gradients of their values", () => {
    const rows = tf.tensor2d([
      [0.9, 0.1, 0.3],
      [0.2, 0.7, -0.4],
      [-0.3, 0.5, 0.6],
    ]);
    const losses = [
      textDispersion,
      meanRowNorm,
      squaredOffIdentity,
      (x: Tensor2D) => meanHuber(x, 0.2),
      smallestAngle,
      meanNearestAngle,
    ];
    losses.forEach((loss, index) => {
      const f = (x: Tensor): Scalar => loss(x as Tensor2D);
      const error = relativeGradientError(f, rows, seededRandom("directions"));
      assert.ok(error < 2e-3, `${index}: ${error}`);
    });
  });

  it("are finite where two features are the same", () => {
    const same = tf.tensor2d([
      [1, 0],
      [1, 0],
      [0, 1],
    ]);
    for (const loss of [textDispersion, smallestAngle, meanNearestAngle]) {
      const gradient = tf
        .grad((x: Tensor) => loss(x as Tensor2D))(same)
        .dataSync();
      assert.ok(gradient.every(Number.isFinite), loss.name);
    }
  });
});
