import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { it } from "node:test";
import type { Step } from "../../environment/setup/steps.cjs";
import { provide } from "../../benchmarks/vit-b16/subjects";

/** A part whose installation takes a while, and leaves it there or not. */
function slowPart(comes: boolean): Step {
  let ok = false;
  return {
    name: "part",
    cost: "no part",
    fix: "get it",
    check: () => ({ ok, detail: ok ? "found" : "absent" }),
    async install() {
      await sleep(20);
      ok = comes;
    },
  };
}

it("waits for what a subject needs until it is installed", async () => {
  const part = slowPart(true);
  await provide(part);
  assert.ok(part.check().ok);
});

it("names what a subject cannot have, and how to get it", async () => {
  await assert.rejects(provide(slowPart(false)), {
    name: "PromptcalError",
    message: "part: absent; to get it: get it",
  });
});
