import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seededRandom } from "../../src/random/random";
import { AUGMENTATION, augment, type Augmentation } from "../../src/pretraining/augment";

const SIZE = 4;
const OFF: Augmentation = { rotation: 0, scale: 0, shift: 0, invert: 0, tint: 0 };
/** Every value is different, none is white. */
const SOURCE = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => i * 5);

/** A stream that gives the largest draw again and again: each strength acts in full. */
const most = (): number => 1;

function augmented(strength: Partial<Augmentation>, random: () => number): Float32Array {
  const out = new Float32Array(SOURCE.length);
  augment(SOURCE, SIZE, { ...OFF, ...strength }, random, out);
  return out;
}

const at = (pixels: ArrayLike<number>, row: number, column: number): number[] =>
  [0, 1, 2].map((channel) => pixels[(row * SIZE + column) * 3 + channel]!);

describe("augmentation", () => {
  it("that is off leaves every pixel as it is, whatever is drawn", () => {
    for (let seed = 0; seed < 5; seed++) {
      const out = augmented({}, seededRandom("off", seed));
      assert.deepEqual(Array.from(out), Array.from(SOURCE));
    }
  });

  it("shifts by whole pixels and fills with white", () => {
    const out = augmented({ shift: 1 }, most);
    for (let i = 0; i < SIZE; i++) {
      assert.deepEqual(at(out, 0, i), [255, 255, 255]);
      assert.deepEqual(at(out, i, 0), [255, 255, 255]);
    }
    for (let row = 1; row < SIZE; row++) {
      for (let column = 1; column < SIZE; column++) {
        assert.deepEqual(at(out, row, column), at(SOURCE, row - 1, column - 1));
      }
    }
  });

  it("turned by 90 degrees takes rows for columns", () => {
    const out = augmented({ rotation: 90 }, most);
    for (let row = 0; row < SIZE; row++) {
      for (let column = 0; column < SIZE; column++) {
        at(out, row, column).forEach((value, channel) => {
          const turned = at(SOURCE, SIZE - 1 - column, row)[channel]!;
          assert.ok(Math.abs(value - turned) < 1e-3, `${row}, ${column}`);
        });
      }
    }
  });

  it("moved outside leaves a white picture", () => {
    assert.ok(augmented({ shift: 10 * SIZE }, most).every((value) => value === 255));
  });

  it("makes a negative, 255 - v", () => {
    const out = augmented({ invert: 1 }, () => 0.5);
    assert.deepEqual(
      Array.from(out),
      Array.from(SOURCE, (value) => 255 - value),
    );
  });

  it("tints: black becomes the ink, white the ground, on one line between", () => {
    const source = Uint8Array.from([0, 0, 0, 255, 255, 255, 51, 51, 51, 102, 102, 102]);
    const out = new Float32Array(source.length);
    // Draws of 0: the darkest ink (0) and the darkest ground (150).
    augment(source, 2, { ...OFF, tint: 1 }, () => 0, out);
    const expected = Array.from(source, (value) => (150 * value) / 255);
    out.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-4));
  });

  it("at the recipe's strength stays within [0, 255] and repeats with its seed", () => {
    for (let seed = 0; seed < 50; seed++) {
      const out = augmented(AUGMENTATION, seededRandom("any", seed));
      assert.ok(out.every((value) => value >= 0 && value <= 255));
      assert.deepEqual(out, augmented(AUGMENTATION, seededRandom("any", seed)));
    }
  });
});
