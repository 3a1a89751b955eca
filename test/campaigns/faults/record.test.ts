import assert from "node:assert/strict";
import { test } from "node:test";
import { secondWorkers } from "./record";

test("the page says of clocks and hosts what the campaign had", () => {
  assert.match(
    secondWorkers({ clockIsOff: true }),
    /under another host name, with a clock that is days off\.$/,
  );
  const right = secondWorkers({ clockIsOff: false, why: "no faketime" });
  assert.match(right, /under another host name, with the same clock \(no faketime\)\.$/);
  assert.doesNotMatch(right, /days off/);
  assert.match(secondWorkers(undefined), /on the same host, with the same clock\.$/);
});
