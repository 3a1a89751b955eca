import assert from "node:assert/strict";
import { test } from "node:test";
import { PromptcalError } from "../../../src/errors/promptcal-error";
import { seededRandom } from "../../../src/random/random";
import { mutateBytes } from "./bytes";
import { runCampaign } from "./campaign";
import { mutateJson } from "./json";
import { TARGET_NAMES } from "./targets";
import { BrokenPromise } from "./target";
import { faultOfError } from "./verdict";

test("the short campaign of hostile input finds nothing", async () => {
  const counts = await runCampaign({
    targets: TARGET_NAMES,
    seed: 1,
    inputs: ({ quick }) => quick,
  });
  for (const { target, findings, inputs, accepted, rejected, files } of counts) {
    assert.deepEqual(findings, [], target);
    assert.equal(accepted + rejected, inputs, target);
    // Mutations that break everything, or nothing, look into no corner.
    assert.ok(rejected > inputs / 10, `${target}: ${rejected} rejected`);
    for (const [file, some] of Object.entries(files))
      assert.ok(some > 0, `${target}: ${file} was never accepted`);
  }
});

test("equal streams make equal mutations", () => {
  const bytes = Buffer.from("some bytes");
  const value = { a: [1, "b", null], c: { d: true } };
  for (let i = 0; i < 50; i++) {
    const twice = [0, 1].map(() => seededRandom("mutation", i));
    const [one, other] = twice.map((random) => mutateBytes(bytes, random));
    assert.deepEqual(one, other);
    const [first, second] = twice.map((random) => mutateJson(value, random));
    assert.equal(first, second);
  }
  assert.equal(bytes.toString(), "some bytes");
  assert.deepEqual(value, { a: [1, "b", null], c: { d: true } });
});

test("an error passes that is ours, names the file and says what came", () => {
  const fault = (error: unknown) => faultOfError(error, "a.json")?.fault;
  assert.equal(fault(new PromptcalError("x: expected 1, got 2 (a.json)")), undefined);
  assert.equal(fault(new PromptcalError("x: expected 1, got 2")), "message");
  assert.equal(fault(new PromptcalError("x is wrong (a.json)")), "message");
  assert.equal(
    fault(new PromptcalError("x: expected 1, got \u001b[2J (a.json)")),
    "message",
  );
  assert.equal(fault(new TypeError("expected 1, got 2 (a.json)")), "foreign error");
  assert.equal(fault(new BrokenPromise("files inside")), "broken promise");
});
