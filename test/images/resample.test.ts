import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { crop, flipped, type Raster, wholeBox } from "../../src/images/raster";
import { resizeBicubic } from "../../src/images/resample";
import { bicubicWeights, FIXED_BITS } from "../../src/images/resample-weights";
import { resizeBicubicIntegers } from "../../src/images/resample-integers";
import { resizeNearest } from "../../src/images/resize-nearest";

const side = fc.integer({ min: 1, max: 40 });
const image: fc.Arbitrary<Raster> = fc
  .record({ width: side, height: side, channels: fc.integer({ min: 1, max: 4 }) })
  .chain(({ width, height, channels }) => {
    const length = width * height * channels;
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((data) => ({ data, width, height, channels }));
  });

test("each output's weights sum to 1, in doubles and in fixed point", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), side, (inputs, outputs) => {
      const { weights, fixed, taps } = bicubicWeights(inputs, outputs, 0, outputs);
      for (let output = 0; output < outputs; output++) {
        const sum = (table: ArrayLike<number>): number =>
          Array.from({ length: taps }, (_, tap) => table[output * taps + tap]!).reduce(
            (total, value) => total + value,
            0,
          );
        assert.ok(Math.abs(sum(weights) - 1) < 1e-12);
        // Each weight is off by half a unit at most.
        assert.ok(Math.abs(sum(fixed) - 2 ** FIXED_BITS) <= taps / 2);
      }
    }),
  );
});

test("an image at its own size stays as it is", () => {
  fc.assert(
    fc.property(image, (given) => {
      assert.deepEqual(resizeBicubic(given, given.width, given.height).data, given.data);
    }),
  );
});

test("a plain image stays plain at any size", () => {
  fc.assert(
    fc.property(side, side, side, side, fc.nat(255), (w, h, width, height, value) => {
      const data = new Uint8Array(w * h * 3).fill(value);
      const out = resizeBicubic({ data, width: w, height: h, channels: 3 }, width, height);
      assert.equal(out.data.length, width * height * 3);
      assert.ok(out.data.every((byte) => byte === value));
    }),
  );
});

test("results stay within the input's range and the cubic's overshoot", () => {
  fc.assert(
    fc.property(image, side, side, (given, width, height) => {
      const low = Math.min(...given.data);
      const high = Math.max(...given.data);
      // Negative weights sum to 1/4 at most when enlarging, a little less or more when shrinking
      // and at borders; two passes, and a level of rounding for each.
      const over = (high - low) * 1.5 + 2;
      for (const value of resizeBicubic(given, width, height).data) {
        assert.ok(value >= low - over && value <= high + over);
      }
    }),
  );
});

test("a part of the result is the same as the part of the whole", () => {
  fc.assert(
    fc.property(image, side, side, fc.nat(), (given, width, height, lot) => {
      const whole = resizeBicubic(given, width, height);
      const [left, top] = [lot % width, lot % height];
      const box = { left, top, width: width - left, height: height - top };
      assert.deepEqual(
        resizeBicubic(given, width, height, box).data,
        crop(whole, box).data,
      );
    }),
  );
});

test("a mirrored image is resized to the mirrored result, rounding aside", () => {
  fc.assert(
    fc.property(image, side, side, (given, width, height) => {
      const mirrored = flipped(resizeBicubic(flipped(given), width, height)).data;
      resizeBicubic(given, width, height).data.forEach((value, i) =>
        assert.ok(Math.abs(value - mirrored[i]!) <= 1),
      );
    }),
  );
});

test("halving a step edge, by hand", () => {
  // Cubic stretched by 2: offsets -3.5/2 ... 3.5/2 around the centre of outputs, normalised; the
  // edge of 0,0,0,0,0,0 | 200 ... lies between outputs 2 and 3 of 6.
  const kernel = (x: number): number => {
    const t = Math.abs(x);
    return t < 1
      ? 1.5 * t ** 3 - 2.5 * t ** 2 + 1
      : -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2;
  };
  const offsets = [-1.75, -1.25, -0.75, -0.25, 0.25, 0.75, 1.25, 1.75];
  const total = offsets.reduce((sum, x) => sum + kernel(x), 0);
  const row = Uint8Array.from([0, 0, 0, 0, 0, 0, 200, 200, 200, 200, 200, 200]);
  const grey = { data: row, width: 12, height: 1, channels: 1 };
  // Output 2 has its centre at 5: inputs 1 to 8, the last three of which (6, 7, 8) are 200.
  const share = offsets.slice(5).reduce((sum, x) => sum + kernel(x), 0) / total;
  assert.equal(resizeBicubic(grey, 6, 1).data[2], Math.round(200 * share));
  const integers = { ...grey, data: Int32Array.from(row, (value) => value * 100) };
  const wide = resizeBicubicIntegers(integers, 6, 1, wholeBox({ width: 6, height: 1 }));
  assert.equal(wide.data[2], Math.round(20000 * share));
});

test("integers are not clipped", () => {
  const data = Int32Array.from([0, 0, 60000, 60000]);
  const raster = { data, width: 4, height: 1, channels: 1 };
  const { data: out } = resizeBicubicIntegers(
    raster,
    8,
    1,
    wholeBox({ width: 8, height: 1 }),
  );
  assert.ok(Math.min(...out) < 0 && Math.max(...out) > 60000);
  // Antisymmetric about the edge: v(i) + v(7 - i) = 60000 but for halves, which both round up.
  out.forEach((value, i) => assert.ok(Math.abs(value + out[7 - i]! - 60000) <= 1));
});

test("nearest takes the pixel under the centre", () => {
  const data = Uint8Array.from([10, 20, 30]);
  const raster = { data, width: 3, height: 1, channels: 1 };
  // Centres of 7 outputs in units of inputs: (i + 1/2) 3/7 = 0.21, 0.64, 1.07, 1.5, 1.93, 2.36, 2.79.
  const { data: out } = resizeNearest(raster, 7, 1, wholeBox({ width: 7, height: 1 }));
  assert.deepEqual([...out], [10, 10, 20, 20, 20, 30, 30]);
});
