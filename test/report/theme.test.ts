import assert from "node:assert/strict";
import { it } from "node:test";
import {
  coloursOf,
  palette,
  percent,
  themeLayout,
  withOpacity,
} from "../../src/report/theme";

it("gives each known method its colour whatever else is drawn, and others spare ones", () => {
  assert.equal(coloursOf(["coop"]).get("coop"), palette.vermillion);
  const colours = coloursOf(["mine", "kgcoop", "coop", "yours"]);
  assert.equal(colours.get("coop"), palette.vermillion);
  assert.equal(colours.get("kgcoop"), palette.blue);
  assert.equal(new Set(colours.values()).size, 4);
});

it("makes colours see-through", () => {
  assert.equal(withOpacity("#D55E00", 0.5), "rgba(213,94,0,0.5)");
});

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
