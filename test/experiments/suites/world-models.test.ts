import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, it } from "node:test";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import {
  modelName,
  suiteVariant,
  variantNames,
} from "../../../src/experiments/suites/suite-variants";
import { MODEL_NAMES } from "../../../src/pretraining/models";

const world = suiteNamed("world");
const others = variantNames(world, "models").map((name) => suiteVariant(world, name));

/** Model card of a further model of the suite. */
function cardOf(weights: string): string {
  const name = basename(weights).replace("-clip.safetensors", "");
  return readFileSync(join(dirname(weights), `MODEL_CARD-${name}.md`), "utf8");
}

describe("the models of the suite world", () => {
  it("are those of pretraining, the first one its default", () => {
    assert.deepEqual([world, ...others].map(modelName), MODEL_NAMES);
  });

  it("have weights as their cards and checksums say, no two the same", () => {
    const hashes = others.map(({ model: { weights } }) => {
      const hash = createHash("sha256").update(readFileSync(weights)).digest("hex");
      assert.ok(readFileSync(`${weights}.sha256`, "utf8").startsWith(hash), weights);
      assert.ok(cardOf(weights).includes(hash), weights);
      return hash;
    });
    assert.equal(new Set(hashes).size, others.length);
  });

  it("bring the logit scale of equal confidence with them", () => {
    for (const { model } of others) assert.equal(model.logitScaleFactor, 1);
  });

  it("left out other families each, as their cards say", () => {
    const leftOut = others.map(({ model: { weights } }) => {
      const recipe = /```json\n(\{[\s\S]*?\n\})\n```/.exec(cardOf(weights))![1]!;
      return (JSON.parse(recipe) as { familiesLeftOut: string[] }).familiesLeftOut;
    });
    const all = leftOut.flat();
    assert.ok(leftOut.every((families) => families.length > 0));
    assert.equal(new Set(all).size, all.length);
  });
});
