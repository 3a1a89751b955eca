import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { collectExplorerData } from "../../../src/analysis/explore/collect-explorer-data";
import {
  CELLS,
  cellEnds,
  cellOf,
  MAX_BINS,
  MIN_BINS,
} from "../../../src/analysis/explore/confidence-grid";
import { evaluateRun } from "../../../src/analysis/runs/evaluate-runs";
import { edgeRules, equalWidthEdges } from "../../../src/metrics/binned/bins";
import { ece } from "../../../src/metrics/binned/ece";
import { eceFloor } from "../../../src/metrics/binned/ece-floor";
import { addSet, binnedSets, emptySums } from "../../../src/report/explore/page/binned";
import { decodeRecords } from "../../../src/report/explore/page/records";
import { EXPLORER_DATASETS, EXPLORER_METHODS, explorerRuns } from "./explorer-runs";

const store = mkdtempSync(join(tmpdir(), "promptcal-explorer-"));
after(() => rmSync(store, { recursive: true, force: true }));
const runs = explorerRuns(store);
const data = collectExplorerData(runs);

describe("the confidence grid", () => {
  it("puts each edge of each number of bins into a cell of its own", () => {
    for (let bins = MIN_BINS; bins <= MAX_BINS; bins++) {
      for (const edge of equalWidthEdges(bins)) {
        const cell = cellOf(edge);
        assert.deepEqual(cellEnds(cell), [edge, edge]);
        if (edge > 0) assert.ok(cellOf(edge - 1e-12) < cell);
        if (edge < 1) assert.ok(cellOf(edge + 1e-12) > cell);
      }
    }
    assert.equal(cellOf(1), CELLS - 1);
  });
});

describe("what the explorer's page holds", () => {
  it("names methods, their weights, data sets and all runs", () => {
    assert.deepEqual(
      data.methods.map(({ id }) => id),
      EXPLORER_METHODS,
    );
    const [, standard, varied, kgcoop] = data.methods;
    assert.deepEqual(standard!.weights, [{ option: "dor.lambda", owner: "DOR", value: 8 }]);
    assert.deepEqual(
      [varied!.family, varied!.weights[0]!.value, varied!.standard],
      [standard!.family, 2, false],
    );
    assert.deepEqual(kgcoop!.weights, [{ option: "w", owner: "KgCoOp", value: 8 }]);
    assert.deepEqual(data.datasets, EXPLORER_DATASETS);
    // Two data sets, two seeds.
    assert.equal(data.runs.length, EXPLORER_METHODS.length * 2 * 2);
    const { fd } = runs[0]!.result.metrics.new;
    assert.equal(data.runs[0]!.new.fd, fd);
  });

  it("gives the library's bins and ECE for 5 to 50 bins under both edge rules", () => {
    const records = decodeRecords(data);
    const inputs = runs.slice(0, 4).map(evaluateRun);
    assert.ok(inputs.every((input) => input.new.confidence[0] === 1));
    assert.ok(inputs.every((input) => input.new.confidence[2] === 0.5));
    for (let bins = MIN_BINS; bins <= MAX_BINS; bins++) {
      for (const rule of edgeRules) {
        const sets = binnedSets(records, { bins, rule });
        inputs.forEach((input, i) => {
          const set = data.runs[i]!.new;
          const expected = ece(input.new, { bins, rule });
          const sums = addSet(emptySums(sets.binning), records, set, sets.binning);
          const of = (field: "n" | "members") => expected.reliability.map((b) => b[field]);
          const where = `${bins} bins, ${rule}, run ${i}`;
          assert.deepEqual([...sums.n!], of("n"), where);
          assert.deepEqual([...sums.members!], of("members"), where);
          assert.ok(Math.abs(sets.ece(set) - expected.value) < 1e-6, where);
        });
      }
    }
  });

  it("gives the library's floor, up to the width of a cell", () => {
    const sets = binnedSets(decodeRecords(data), { bins: 10, rule: "right-closed" });
    const expected = eceFloor(evaluateRun(runs[0]!).base, {
      bins: 10,
      rule: "right-closed",
    });
    assert.ok(Math.abs(sets.floor(data.runs[0]!.base) - expected.value) < 1e-4);
  });

  it("refuses two runs of one method, data set and seed, and no runs", () => {
    const twin = { ...runs[0]!, id: "0".repeat(16) };
    assert.throws(
      () => collectExplorerData([...runs, twin]),
      /expected one run of .*, got [0-9a-f]{16} and 0{16}/,
    );
    assert.throws(() => collectExplorerData([]), /expected at least one run, got none/);
  });
});
