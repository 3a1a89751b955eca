import assert from "node:assert/strict";
import { test } from "node:test";
import { atSetting } from "../../../src/analysis/curves/at-setting";
import type { EvaluatedRun } from "../../../src/analysis/runs/evaluated-run";

test("runs at a setting have the names of the methods without it; all others are left out", () => {
  const named = (method: string) => ({ method }) as EvaluatedRun;
  const methods = [
    "kgcoop",
    "kgcoop[w=2]",
    "kgcoop[ctx_init=null; n_ctx=16]",
    "kgcoop[ctx_init=null; n_ctx=16; w=2]",
    "kgcoop[n_ctx=16]",
    "kgcoop[ctx_init=null; n_ctx=4]",
  ];
  const found = atSetting(methods.map(named), { ctx_init: "null", n_ctx: "16" });
  assert.deepEqual(
    found.map(({ method }) => method),
    ["kgcoop", "kgcoop[w=2]"],
  );
});
