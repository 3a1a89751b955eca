import assert from "node:assert/strict";
import { it } from "node:test";
import { startBackend } from "../../../src/engine/backend";
import { withoutListeners } from "../../../src/engine/wasm/own-listeners";

const EVENTS = ["uncaughtException", "unhandledRejection"] as const;

it("a backend leaves the process's listeners for errors as they were", async () => {
  const before = EVENTS.map((event) => process.rawListeners(event));
  await startBackend("wasm");
  assert.deepEqual(
    EVENTS.map((event) => process.rawListeners(event)),
    before,
  );
});

it("listeners that were there stay, those of code that fails to load go too", async () => {
  const own = (): void => undefined;
  process.on("unhandledRejection", own);
  try {
    const failed = withoutListeners(async () => {
      process.on("unhandledRejection", () => undefined);
      await Promise.resolve();
      throw new Error("not loaded");
    });
    await assert.rejects(failed, { message: "not loaded" });
    assert.equal(process.rawListeners("unhandledRejection").at(-1), own);
  } finally {
    process.off("unhandledRejection", own);
  }
});
