import assert from "node:assert/strict";
import { test } from "node:test";
import { compareRows } from "./compare-rows";
import { onSlurmRecord } from "./record";
import { spread } from "./spread";
import { collectTable, tableCsv } from "../../../src/experiments/sweep/collect";
import { finishSomeRun, someSpec, temporaryFolder } from "../../experiments/helpers";

const tunerOf = ({ tuner }: { readonly tuner: string }): string => tuner;
const specs = [
  ...[1, 2, 3].map((seed) => someSpec({ tuner: "coop", seed })),
  someSpec({ tuner: "vpt" }),
];

test("every kind has its share before any has its second", () => {
  assert.deepEqual(
    spread(specs, tunerOf).map(({ tuner, seed }) => `${tuner} ${seed}`),
    ["coop 1", "vpt 1", "coop 2", "coop 3"],
  );
});

test("rows of another store are equal, whatever their index, until a number or a prediction differs", (context) => {
  const [here, there] = [temporaryFolder(context), temporaryFolder(context)];
  for (const spec of specs) finishSomeRun(there, spec);
  for (const spec of specs.slice(1)) finishSomeRun(here, spec);
  const other = tableCsv(collectTable([...specs].reverse(), there));
  const coop = { kind: "coop", planned: 3, done: 2 };
  const vpt = { kind: "vpt", planned: 1, done: 1 };
  assert.deepEqual(compareRows(specs, here, other, tunerOf), [
    { ...coop, different: 0 },
    { ...vpt, different: 0 },
  ]);
  const lines = other.trimEnd().split("\n");
  // vpt's row is the first: its predictions get another last digit.
  const changed = lines[1]!.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));
  const compared = compareRows(
    specs,
    here,
    [lines[0], changed, ...lines.slice(2)].join("\n"),
    tunerOf,
  );
  assert.deepEqual(compared, [
    { ...coop, different: 0 },
    { ...vpt, different: 1 },
  ]);
  const made = { commit: "abc", started: "2026-01-02", seconds: 1, machine: "2 cores" };
  const { rows } = onSlurmRecord(compared, made).tables[0]!;
  assert.deepEqual(rows.at(-1), ["all", 3 + 1, 2 + 1, 1]);
  assert.throws(
    () => compareRows(specs, here, lines.slice(0, -1).join("\n"), tunerOf),
    /expected run [0-9a-f]{16}, got none/,
  );
  assert.throws(
    () => compareRows(specs, here, "run,ece\n", tunerOf),
    /expected the columns/,
  );
});
