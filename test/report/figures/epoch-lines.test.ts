import assert from "node:assert/strict";
import { it } from "node:test";
import { epochLines } from "../../../src/report/figures/epoch-lines";

it("draws a band below its line and tables all its numbers", () => {
  const { data, table } = epochLines(
    [
      {
        method: "coop",
        title: "CoOp",
        classSet: "base",
        x: [1, 2],
        y: Float32Array.of(0.5, 0.25),
        band: { low: [0.4, 0.2], high: [0.6, 0.3] },
      },
      { method: "kgcoop", title: "KgCoOp", x: [1, 2], y: [1, 2] },
    ],
    { title: "FD", y: "FD score" },
  );
  assert.deepEqual(
    data.map((trace) => trace["name"] ?? trace["fill"] ?? "edge"),
    ["edge", "tonexty", "CoOp", "KgCoOp"],
  );
  assert.deepEqual(table.columns, ["series", "epoch", "FD score", "low", "high"]);
  assert.deepEqual(table.rows, [
    ["CoOp", 1, 0.5, 0.4, 0.6],
    ["CoOp", 2, 0.25, 0.2, 0.3],
    ["KgCoOp", 1, 1, "", ""],
    ["KgCoOp", 2, 2, "", ""],
  ]);
});
