import assert from "node:assert/strict";
import { test } from "node:test";
import {
  methodParts,
  methodTitle,
  methodWith,
  orderMethods,
} from "../../src/analysis/methods";

test("an identifier is taken apart and put together again", () => {
  const changed = { n_ctx: "4", ctx_init: "a photo of a" };
  const method = methodWith("coop+dor", changed);
  assert.deepEqual(methodParts(method), { tuner: "coop", regulariser: "dor", changed });
  assert.equal(methodWith("coop", {}), "coop");
  assert.deepEqual(methodParts("coop").changed, {});
});

test("titles name tuner, regulariser and options; those of a user's own stay as they are", () => {
  assert.equal(methodTitle("zeroshot"), "zero-shot");
  assert.equal(methodTitle("kgcoop+dor"), "KgCoOp+DOR");
  assert.equal(methodTitle(methodWith("coop+dor", { "dor.lambda": "2" })), "CoOp+DOR, λ 2");
  assert.equal(methodTitle("mine+penalty"), "mine+penalty");
});

test("methods are in the order of tables, each once, options by their size", () => {
  const weights = ["16", "2", "0.5", "0"].map((w) =>
    methodWith("coop+dor", { "dor.lambda": w }),
  );
  assert.deepEqual(
    orderMethods([...weights, "kgcoop", "coop+dor", "mine", "coop", "coop"]),
    ["coop", "coop+dor", ...[...weights].reverse(), "kgcoop", "mine"],
  );
});
