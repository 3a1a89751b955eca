import assert from "node:assert/strict";
import { it } from "node:test";
import { timeLeft } from "../../../src/cli/terminal/time-left";

it("follows the pace since the first step, and says nothing without one", () => {
  let clock = 1000;
  const left = timeLeft(() => clock);
  assert.equal(left(10, 50), "");
  clock += 60;
  // 20 steps a minute: (50 - 30) / 20 minutes.
  assert.equal(left(30, 50), ", about 60 s left");
  clock += 540;
  // 30 steps in ten minutes: 10 / 30 of ten minutes.
  assert.equal(left(40, 50), ", about 3 min left");
  assert.equal(left(50, 50), "");
});
