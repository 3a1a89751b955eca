import assert from "node:assert/strict";
import { test } from "node:test";
import { phaseText } from "../../../src/cli/terminal/phase-text";

test("a phase is shown from its second second on, with the time left by its pace", () => {
  let now = 100;
  const shown: string[] = [];
  const show = phaseText(
    (text) => shown.push(text),
    () => now,
  );
  show({ phase: "encoding images", done: 1000, total: 25_000 });
  now += 1;
  show({ phase: "encoding images", done: 1100, total: 25_000 });
  assert.deepEqual(shown, []);
  now += 9;
  // 1,000 images in 10 s: the other 23,000 take 230 s.
  show({ phase: "encoding images", done: 2000, total: 25_000 });
  assert.deepEqual(shown, ["encoding images: 2,000 of 25,000, about 4 min left"]);
  // Another phase, and the same phase begun again, have clocks of their own.
  show({ phase: "tuning", done: 1, total: 10 });
  show({ phase: "encoding images", done: 32, total: 64 });
  assert.equal(shown.length, 1);
  now += 3;
  show({ phase: "encoding images", done: 32, total: 64 });
  assert.equal(shown.at(-1), "encoding images: 32 of 64");
});
