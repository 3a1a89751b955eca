import assert from "node:assert/strict";
import { test } from "node:test";
import { labelOffsets } from "../../../src/report/rendering/label-offsets";

const at = (x: number, y: number, text = "8") => ({ x, y, text });

test("a label stands above its point where that is free", () => {
  const [offset] = labelOffsets([at(50, 50)], 10);
  // Half of ten pixels of text and five of clearance.
  assert.deepEqual(offset, { x: 0, y: 10 });
});

test("a label moves below where the marker above is in its way", () => {
  const offsets = labelOffsets([at(50, 50), at(50, 38)], 10);
  assert.deepEqual(offsets, [
    { x: 0, y: -10 },
    { x: 0, y: 10 },
  ]);
});

test("no label covers another; one without room is left out, the last first", () => {
  const crowd = Array.from({ length: 12 }, (_, i) =>
    at(50 + (i % 2), 50 + (i % 3), "0.25"),
  );
  const offsets = labelOffsets(crowd, 10);
  const shown = offsets.flatMap((offset, i) =>
    offset === undefined ? [] : [{ x: crowd[i]!.x + offset.x, y: crowd[i]!.y - offset.y }],
  );
  assert.ok(shown.length > 1 && shown.length < crowd.length);
  assert.notEqual(offsets[0], undefined);
  for (const [i, a] of shown.entries()) {
    for (const b of shown.slice(0, i)) {
      // Four letters of 5.8 pixels are 23.2 wide, 10 high.
      assert.ok(Math.abs(a.x - b.x) >= 23.2 - 1e-9 || Math.abs(a.y - b.y) >= 10 - 1e-9);
    }
  }
});
