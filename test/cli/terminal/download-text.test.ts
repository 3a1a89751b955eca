import assert from "node:assert/strict";
import { it } from "node:test";
import { downloadText } from "../../../src/cli/terminal/download-text";

it("says how far a download is, and how long it takes by its pace", () => {
  let now = 0;
  const text = downloadText(() => now);
  const total = 351_000_000;
  assert.equal(text({ received: 1_000_000, total }), "1.0 of 351 MB (0 %)");
  now += 20;
  // 50 MB in 20 s: the other 300 MB take 120 s.
  assert.equal(
    text({ received: 51_000_000, total }),
    "51 of 351 MB (14 %), about 2 min left",
  );
  assert.equal(text({ received: 1_250_000 }), "1.3 MB");
});
