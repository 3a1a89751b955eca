import assert from "node:assert/strict";
import { test } from "node:test";
import { normalCdf } from "../../src/numeric/normal";
import { requiredUnits } from "../../src/numeric/required-units";
import { mean } from "../../src/numeric/mean";
import { randomNormal, seededRandom } from "../../src/random/random";

test("four times the distance from the null value needs a sixteenth of the units", () => {
  // 10 ((1.959964 + 0.841621) 4)^2 = 1255.8; at distance 4: 78.5
  const z = 1.959964 + 0.841621;
  assert.equal(requiredUnits(10, 1, 4), Math.ceil(10 * (4 * z) ** 2));
  assert.equal(requiredUnits(10, -4, 4), Math.ceil(10 * z ** 2));
  assert.equal(requiredUnits(10, 0, 1), Infinity);
  assert.equal(requiredUnits(10, 1, 0), 10);
});

test("with the number of units that it names, intervals exclude zero in 80 % of simulated cases", () => {
  // Units of mean 0.3 and standard deviation 1: (2.8016 / 0.3)^2 = 87.2 units.
  const units = requiredUnits(1, 0.3, 1);
  assert.equal(units, 88);
  const random = seededRandom("required units");
  const trials = 4000;
  let decided = 0;
  for (let i = 0; i < trials; i++) {
    const centre = mean(Float64Array.from(randomNormal(units, 1, random))) + 0.3;
    if (Math.abs(centre) > 1.959964 / Math.sqrt(units)) decided += 1;
  }
  const power = normalCdf(0.3 * Math.sqrt(units) - 1.959964);
  const bound = 4 * Math.sqrt((power * (1 - power)) / trials);
  assert.ok(Math.abs(decided / trials - power) < bound, `${decided / trials}`);
  assert.ok(power >= 0.8 && power < 0.81);
});
