import assert from "node:assert/strict";
import { test } from "node:test";
import { progressText } from "./progress";

const part = (what: string, done: number, of: number) => ({ what, of, done: () => done });

test("progress of a campaign counts each part; the slowest tells the time left", () => {
  const parts = [
    part("undisturbed", 300, 600),
    part("kills", 20, 200),
    part("ended", 7, 5),
  ];
  // 60 s for 20 kills: 3 s each, 180 of them left.
  const left = ((60 / 20) * (200 - 20)) / 60;
  assert.equal(
    progressText(parts, 60),
    `undisturbed 300/600, kills 20/200, ended 5/5; about ${left} min left`,
  );
});

test("nothing is promised while a part has not begun", () => {
  assert.equal(progressText([part("a", 0, 3), part("b", 1, 3)], 5), "a 0/3, b 1/3");
});
