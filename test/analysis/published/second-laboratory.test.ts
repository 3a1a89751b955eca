import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { secondLaboratoryGain } from "../../../src/analysis/accuracy-gain";
import {
  datasets,
  secondLaboratoryEffect,
  secondLaboratoryMean,
  secondLaboratorySeries,
  values,
} from "../../../src/analysis/published/second-laboratory";
import { clipDataset } from "../../../src/datasets/clip/catalog";
import { claims } from "../../../src/report/claims/list/claims";
import {
  secondLaboratoryCell,
  secondLaboratoryRemark,
} from "../../../src/report/claims/second-laboratory-remark";

const claimOf = (id: string) => claims.find((claim) => claim.id === id)!;

test("means of the eleven data sets are the printed ones", () => {
  // The row of means in the authors' table of ECE.
  for (const [method, base, novel] of [
    ["zeroshot", 3.58, 4.42],
    ["coop", 6.35, 12.45],
    ["kgcoop", 6.02, 3.71],
  ] as const) {
    assert.ok(Math.abs(secondLaboratoryMean("ece", method, "base")! - base) < 0.006);
    assert.ok(Math.abs(secondLaboratoryMean("ece", method, "new")! - novel) < 0.006);
    const both = secondLaboratoryMean("ece", method, "both")!;
    assert.ok(Math.abs(both - (base + novel) / 2) < 0.006);
  }
  assert.equal(secondLaboratoryMean("accuracy", "coop", "both"), undefined);
  assert.equal(secondLaboratoryMean("gap", "coop", "new"), undefined);
});

test("effects are counted data set by data set", () => {
  const [c1] = claimOf("C1").statements;
  const [zero, coop] = [values("ece", "zeroshot", "new")!, values("ece", "coop", "new")!];
  const effect = secondLaboratoryEffect(c1!)!;
  assert.equal(effect.satisfied, datasets().filter((d) => coop[d]! > zero[d]!).length);
  assert.deepEqual([effect.satisfied, effect.total, effect.holds], [10, 11, true]);
  assert.ok(Math.abs(effect.points - (12.4536 - 4.4218)) < 1e-3);
  assert.equal(secondLaboratoryEffect(claimOf("C2").statements[0]!), undefined);
  assert.equal(secondLaboratoryCell(claimOf("C8").statements[0]!), "–");
});

test("C1 and C5 hold there; C4 fails in the mean, and the remark says on what it depends", () => {
  const effects = ["C1", "C5"].flatMap((id) => claimOf(id).statements);
  assert.ok(effects.every((statement) => secondLaboratoryEffect(statement)!.holds));
  assert.equal(secondLaboratoryRemark(claimOf("C1")), "");
  assert.equal(secondLaboratoryRemark(claimOf("C8")), "");
  assert.equal(secondLaboratoryCell(claimOf("C4").statements[0]!), "−0.33 (6/11)");
  const remark = secondLaboratoryRemark(claimOf("C4"));
  assert.match(remark, /−0\.33 points, though 6 of 11 data sets satisfy it/);
  const [kgcoop, coop] = [values("ece", "kgcoop", "base")!, values("ece", "coop", "base")!];
  const others = datasets().filter((name) => name !== "fgvc_aircraft");
  const rest = others.reduce((sum, d) => sum + kgcoop[d]! - coop[d]!, 0) / others.length;
  assert.ok(
    remark.includes(`Without fgvc_aircraft the mean is +${rest.toFixed(2)}`),
    remark,
  );
  assert.match(
    remark,
    /calibrated on base classes\. The paper's is \(ECE 3\.07 %.*is not \(6\.35 %/,
  );
});

test("accuracy that is won goes with KgCoOp's error on base classes, not with CoOp's", () => {
  const { points, fits } = secondLaboratoryGain(["kgcoop", "coop", "cocoop"]);
  assert.equal(points.length, 2 * 11);
  const round = (value: number) => Math.round(100 * value) / 100;
  assert.deepEqual(
    fits.map(({ method, slope, correlation }) => [
      method,
      round(slope),
      round(correlation),
    ]),
    [
      ["kgcoop", 0.32, 0.85],
      ["coop", 0.05, 0.07],
    ],
  );
});

test("its data sets are those of the suite clip", () => {
  for (const { percent } of secondLaboratorySeries)
    assert.deepEqual(Object.keys(percent), datasets());
  assert.equal(datasets().length, 11);
  for (const name of datasets()) assert.equal(clipDataset(name).name, name);
});

const collection = resolve(__dirname, "../../../../../shared/paper/published-numbers.json");
const skip = !existsSync(collection) && "the collection of numbers is not on this machine";

test("each value stands in the collection, with its confidence", { skip }, () => {
  const collected = JSON.parse(readFileSync(collection, "utf8")) as readonly {
    readonly [field: string]: string | number;
  }[];
  const plain = (text: unknown) =>
    String(text)
      .toLowerCase()
      .replace(/clip$|[^a-z0-9]/g, "");
  let compared = 0;
  for (const {
    quantity,
    method,
    classSet,
    percent,
    confidence,
  } of secondLaboratorySeries) {
    for (const entry of collected) {
      const { paper, variant, dataset, value } = entry;
      const name = plain(dataset).replace("flowers102", "oxfordflowers");
      const own = Object.entries(percent).find(([one]) => plain(one) === name)?.[1];
      const requested = [quantity, method, classSet].join();
      const found = [plain(entry["metric"]), plain(entry["method"]), entry["split"]].join();
      if (!String(paper).includes("TCPT") || variant !== "vanilla") continue;
      if (own === undefined || requested !== found) continue;
      assert.equal(own, value, `${requested} ${dataset}`);
      assert.ok(String(entry["confidence"]).startsWith(confidence));
      compared++;
    }
  }
  assert.equal(compared, 16 * 11);
});
