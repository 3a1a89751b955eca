import assert from "node:assert/strict";
import { test } from "node:test";
import { methodEstimates } from "../../../src/analysis/estimates";
import { shiftTable } from "../../../src/report/tables/shift-table";
import { paperStory, simulatedRuns } from "../../analysis/simulated-runs";

const runs = simulatedRuns(paperStory);
const options = { resamples: 200 };

test("a method's shift is the difference of its numbers; confidence is accuracy plus gap", () => {
  const table = shiftTable(runs, "zeroshot", ["coop", "kgcoop"], "base", options);
  const [head, , ...rows] = table.split("\n");
  const first =
    "base classes, against zero-shot, mean of data sets [95 % centred bootstrap intervals]";
  assert.equal(head, `| ${first} | accuracy | confidence | gap |`);
  const methods = ["zeroshot", "coop", "kgcoop"] as const;
  const [accuracy, gap] = (["accuracy", "gap"] as const).map((quantity) =>
    methodEstimates(runs, quantity, methods, options).map(({ base }) => 100 * base.value),
  );
  for (const [at, row] of rows.entries()) {
    const printed = [...row.matchAll(/([+−]?\d+\.\d) \[/g)].map(([, number]) =>
      Number(number!.replace("−", "-")),
    );
    const moved = accuracy![at + 1]! - accuracy![0]!;
    const opened = gap![at + 1]! - gap![0]!;
    for (const [i, expected] of [moved, moved + opened, opened].entries())
      assert.ok(Math.abs(printed[i]! - expected) < 0.051, row);
  }
  assert.match(rows[1]!, /^\| KgCoOp \| [+−]?\d/);
});
