import assert from "node:assert/strict";
import { it } from "node:test";
import { panelGrid, panelsInRow } from "../../../src/report/rendering/panel-grid";
import { columnWidth, pageWidth } from "../../../src/report/rendering/theme";

it("panels stand side by side on a page, and two in a row in a column", () => {
  assert.equal(panelsInRow(4, pageWidth), 4);
  assert.equal(panelsInRow(4, columnWidth), 2);
  assert.equal(panelsInRow(1, columnWidth), 1);
});

it("three panels, two in a row: equal sizes, the third below the first", () => {
  const options = { columns: 2, gutter: 0.2, height: 100, between: 50 };
  const { areas, height } = panelGrid(3, options);
  assert.equal(height, 100 + 50 + 100);
  // (1 - 0.2) / 2 wide.
  const across = areas.map((area) => area.across.map((end) => Number(end.toFixed(12))));
  assert.deepEqual(across, [
    [0, 0.4],
    [0.6, 1],
    [0, 0.4],
  ]);
  const ends = areas.map(({ up }) => [up(0), up(1)]);
  assert.deepEqual(ends, [
    [150 / 250, 250 / 250],
    [150 / 250, 250 / 250],
    [0 / 250, 100 / 250],
  ]);
  assert.deepEqual(
    areas.map(({ first }) => first),
    [true, false, true],
  );
});
