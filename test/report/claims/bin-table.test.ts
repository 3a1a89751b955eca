import assert from "node:assert/strict";
import { test } from "node:test";
import type { EvaluatedRun } from "../../../src/analysis/runs/evaluated-run";
import { above, term } from "../../../src/analysis/inequality";
import { ece } from "../../../src/metrics/binned/ece";
import { BIN_SETTINGS, binTable } from "../../../src/report/claims/bin-table";
import type { Claim } from "../../../src/report/claims/list/claim";
import { claims } from "../../../src/report/claims/list/claims";
import { paperMarkdown, paperTex } from "../../../src/report/tables/paper-table-text";

/** A run of two images, the first one right. */
function run(
  dataset: string,
  method: string,
  confidences: readonly number[],
): EvaluatedRun {
  const scores = {
    confidence: Float64Array.from(confidences),
    correct: Uint8Array.of(1, 0),
    values: { fd: 1 },
  };
  return {
    ...{ runId: `${dataset} ${method}`, dataset, seed: 1, method },
    base: scores,
    new: scores,
  };
}
const runs = ["a", "b", "c"].flatMap((dataset) => [
  // One of ten bins: |1/2 - 0.55| = 0.05. Two of fifteen or twenty: (0.47 + 0.57) / 2 = 0.52.
  run(dataset, "coop", [0.53, 0.57]),
  // One bin whatever their number: |1/2 - 0.515|
  run(dataset, "zeroshot", [0.51, 0.52]),
]);

/** CoOp's ECE exceeds zero-shot's by more than a bound. */
function claim(id: string, bound: number): Claim {
  return {
    id,
    sentence: "",
    level: "must",
    statements: [
      above([term(1, "ece", "coop", "new"), term(-1, "ece", "zeroshot", "new")], bound),
    ],
  };
}

test("effects of each binning minus the bound, and the verdicts that change", () => {
  const table = binTable(runs, {
    caption: "x",
    claims: [claim("A", 0), claim("B", 0.2)],
    resamples: 200,
  });
  const [, second] = table.rows;
  assert.deepEqual(
    table.columns.map(({ group, title }) => `${group}, ${title}`).slice(0, 3),
    ["paper edges, 10 bins", "paper edges, 15 bins", "paper edges, 20 bins"],
  );
  BIN_SETTINGS.forEach((setting, index) => {
    const [coop, zeroShot] = runs.map((each) => ece(each.new, setting).value);
    const expected = coop! - zeroShot! - 0.2;
    assert.ok(Math.abs(second!.cells[index]!.effect - expected) < 1e-12);
  });
  assert.ok(Math.abs(second!.cells[0]!.effect - (0.05 - 0.015 - 0.2)) < 1e-12);
  assert.ok(Math.abs(second!.cells[2]!.effect - (0.52 - 0.015 - 0.2)) < 1e-12);
  const text = paperMarkdown(table);
  assert.match(text, /The bins change the verdict on 1 of 2 claims\./);
  assert.match(
    text,
    /B: fails \(paper 10; textbook 10\), holds \(paper 15, 20; textbook 15, 20\)\./,
  );
});

test("an inequality is set as LaTeX", () => {
  const atLeastZero = { ...claim("A", 0).statements[0]!, relation: ">=" as const };
  const some = [{ ...claim("A", 0), statements: [atLeastZero] }];
  const table = binTable(runs, { caption: "x", claims: some, resamples: 10 });
  assert.match(paperTex(table), /A: ECE\\_new\(CoOp\) \$-\$ ECE\\_new\(.*\) \$\\ge\$ 0/);
});

test("claims without a binned error, and those on errors of the evaluation, are not compared", () => {
  const fd: Claim = {
    ...claim("F", 0),
    statements: [above([term(1, "fd", "coop", "new"), term(-1, "fd", "zeroshot", "new")])],
  };
  const table = binTable(runs, { caption: "x", claims: [fd], resamples: 10 });
  assert.deepEqual(table.rows, []);
  const piece = claims.filter(({ id }) => id === "C15");
  const { rows, notes } = binTable(runs, { caption: "x", claims: piece, resamples: 10 });
  assert.deepEqual(rows, []);
  assert.match(notes.at(-1)!, /Not compared: C15/);
});
