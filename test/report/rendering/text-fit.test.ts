import assert from "node:assert/strict";
import { it } from "node:test";
import {
  axisNames,
  brokenName,
  fittingFontSize,
  legendRowsOf,
  textWidth,
  wrapped,
} from "../../../src/report/rendering/text-fit";

it("breaks a text between words, a long word standing alone", () => {
  const text = "what prompts do to calibration";
  const first = textWidth("what prompts do", 10);
  const lines = ["what prompts do", "to calibration"];
  assert.deepEqual(wrapped(text, 10, first), lines);
  assert.deepEqual(wrapped(text, 10, textWidth("what prompts do to", 10) - 0.1), lines);
  assert.equal(wrapped(text, 10, first - 0.1)[0], "what prompts");
  assert.deepEqual(wrapped("incomprehensibilities here", 10, 100), [
    "incomprehensibilities",
    "here",
  ]);
  assert.deepEqual(wrapped("", 10, 100), []);
});

it("knows how wide the font's letters are", () => {
  // In thousandths of the font's size: C 698, R 695, o 611, O 787, p 634, + 838, D 770.
  const CoOpDOR = 698 + 611 + 787 + 634 + 838 + 770 + 787 + 695;
  assert.ok(Math.abs(textWidth("CoOp+DOR", 10) - CoOpDOR / 100) < 1e-9);
  assert.equal(textWidth("ECE<sub>new</sub>", 10), textWidth("ECEnew", 10));
});

it("takes the largest font in which a text fits, between 7 and 10 pixels", () => {
  const width = (size: number): number => textWidth("12.7", size);
  assert.equal(fittingFontSize("12.7", width(8.5)), 8);
  assert.equal(fittingFontSize("12.7", width(30)), 10);
  assert.equal(fittingFontSize("12.7", width(2)), 7);
});

it("counts the rows of a legend: one while all entries fit, else as many columns as the longest allows", () => {
  assert.equal(legendRowsOf(["alone"], 648), 0);
  // Each a sign of 45 pixels and a name, in 70 less than the figure.
  const entries = Array.from({ length: 5 }, () => "ten letter");
  const entry = 45 + textWidth("ten letter", 10);
  assert.equal(legendRowsOf(entries, 70 + 5 * entry + 0.1), 1);
  assert.equal(legendRowsOf(entries, 70 + 5 * entry - 0.1), 2);
  assert.equal(legendRowsOf(entries, 70 + 2 * entry + 0.1), 3);
  assert.equal(legendRowsOf(entries, 70 + 50), 5);
});

it("breaks a name before what a method is composed with, or else behind a hyphen", () => {
  // Four pixels stay free beside the next name.
  const needed = textWidth("CoOp+DOR", 10) + 4;
  assert.equal(brokenName("CoOp+DOR", needed), "CoOp+DOR");
  assert.equal(brokenName("CoOp+DOR", needed - 1), "CoOp<br>+DOR");
  assert.equal(brokenName("Tip-Adapter", 50), "Tip-<br>Adapter");
});

it("sets names upright where a broken one does not fit either", () => {
  const titles = ["CoOp", "KgCoOp+DOR"];
  const line = textWidth("KgCoOp", 10);
  const broken = { texts: ["CoOp", "KgCoOp<br>+DOR"], angle: 0, height: 2 * 13 };
  assert.deepEqual(axisNames(titles, line + 1), broken);
  assert.deepEqual(axisNames(["CoOp"], line + 1), {
    texts: ["CoOp"],
    angle: 0,
    height: 13,
  });
  const upright = { texts: titles, angle: -90, height: textWidth("KgCoOp+DOR", 10) };
  assert.deepEqual(axisNames(titles, line), upright);
});
