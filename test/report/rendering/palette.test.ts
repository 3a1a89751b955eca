import assert from "node:assert/strict";
import { it } from "node:test";
import { coloursOf, palette, withOpacity } from "../../../src/report/rendering/palette";

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
