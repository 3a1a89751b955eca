import assert from "node:assert/strict";
import { it } from "node:test";
import {
  brokenName,
  fittingFontSize,
  legendRowsOf,
  textWidth,
  wrapped,
} from "../../../src/report/rendering/text-fit";

it("breaks a text between words, a long word standing alone", () => {
  // 100 pixels of a 10 pixel font hold 100 / (0.58 × 10) = 17 letters.
  assert.deepEqual(wrapped("what prompts do to calibration", 10, 100), [
    "what prompts do",
    "to calibration",
  ]);
  assert.deepEqual(wrapped("incomprehensibilities here", 10, 100), [
    "incomprehensibilities",
    "here",
  ]);
  assert.deepEqual(wrapped("", 10, 100), []);
});

it("takes the largest font in which a text fits, between 7 and 10 pixels", () => {
  const width = (size: number): number => textWidth("12.7", size);
  assert.equal(fittingFontSize("12.7", width(8.5)), 8);
  assert.equal(fittingFontSize("12.7", width(30)), 10);
  assert.equal(fittingFontSize("12.7", width(2)), 7);
});

it("counts the rows of a legend: one while all entries fit, else as many columns as the longest allows", () => {
  assert.equal(legendRowsOf(["alone"], 648), 0);
  // Entries of 40 + 6.7 × 10 = 107 pixels in 70 less than the figure.
  const entries = Array.from({ length: 5 }, () => "ten letter");
  assert.equal(legendRowsOf(entries, 70 + 5 * 107), 1);
  assert.equal(legendRowsOf(entries, 70 + 5 * 107 - 1), 2);
  assert.equal(legendRowsOf(entries, 70 + 2 * 107), 3);
  assert.equal(legendRowsOf(entries, 70 + 50), 5);
});

it("breaks a name before what a method is composed with, or else behind a hyphen", () => {
  assert.equal(brokenName("CoOp+DOR", 8 * 6.4), "CoOp+DOR");
  assert.equal(brokenName("CoOp+DOR", 8 * 6.4 - 1), "CoOp<br>+DOR");
  assert.equal(brokenName("Tip-Adapter", 50), "Tip-<br>Adapter");
});
