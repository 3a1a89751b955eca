import assert from "node:assert/strict";
import { it } from "node:test";
import { barValues } from "../../../src/report/figures/bar-values";
import { textWidth } from "../../../src/report/rendering/text-fit";

const values = [
  { value: -2.34, x: 0 },
  { value: 17.66, x: 1 },
];
const shown = (digits: number, room: number) => {
  const { notes, height } = barValues(values, digits, room);
  return { texts: notes.map(({ text }) => text), angle: notes[0]!["textangle"], height };
};
/** The smallest room for the longer text, two pixels from the next one. */
const roomFor = (text: string) => textWidth(text, 7) + 2;

it("prints values with the metric's decimals and a true minus sign where they fit", () => {
  const { texts, angle } = shown(1, roomFor("17.7") + 10);
  assert.deepEqual(texts, ["−2.3", "17.7"]);
  assert.equal(angle, undefined);
});

it("drops a decimal in narrow bars, and sets values upright in narrower ones", () => {
  const longest = ["−2.3", "17.7"].map(roomFor).sort((a, b) => b - a)[0]!;
  assert.deepEqual(shown(1, longest).texts, ["−2.3", "17.7"]);
  assert.deepEqual(shown(1, longest - 0.1).texts, ["−2", "18"]);
  const narrow = shown(1, roomFor("18") - 0.1);
  assert.deepEqual(narrow.texts, ["−2.3", "17.7"]);
  assert.equal(narrow.angle, -90);
  assert.equal(narrow.height, Math.ceil(longest - 2));
});
