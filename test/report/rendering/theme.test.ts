import assert from "node:assert/strict";
import { it } from "node:test";
import { percent, themeLayout } from "../../../src/report/rendering/theme";

it("writes fractions as percent", () => {
  assert.equal(percent(0.12678), "12.7 %");
});

it("adds up the height from its parts", () => {
  const [plain, withRow] = [0, 1].map((legendRows) =>
    themeLayout({ title: "a", subtitle: "b", plotHeight: 200, legendRows }),
  );
  assert.equal(withRow!.height - plain!.height, 19);
  const { t, b } = plain!["margin"] as { t: number; b: number };
  assert.equal(plain!.height, t + 200 + b);
});
