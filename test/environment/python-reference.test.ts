import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import {
  compareTowers,
  TOLERANCE,
  type TowerRow,
} from "../../environment/python-reference/compare-towers";
import reference from "../../environment/setup/python-reference.cjs";
import { startBackend } from "../../src/engine/backend";

const { ok, detail } = reference.check();
const skip = !ok && `the Python reference is not there: ${detail}`;

describe("a ViT-B/16 of random weights, as other libraries save it", { skip }, () => {
  let rows: readonly TowerRow[];
  before(async () => {
    await startBackend("wasm");
    rows = await compareTowers(reference.python);
  });

  for (const library of ["open_clip", "transformers"] as const) {
    it(`has ${library}'s features and logits`, () => {
      const own = rows.filter((row) => row.library === library);
      // Five files, three quantities of each.
      assert.equal(own.length, 15);
      for (const { checkpoint, quantity, difference } of own) {
        assert.ok(
          difference <= TOLERANCE,
          `${quantity} of ${checkpoint}: ${difference} is above ${TOLERANCE}`,
        );
      }
    });
  }
});
