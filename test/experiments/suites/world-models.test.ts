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
import { readPretrainingHistory } from "../../../src/pretraining/history-line";
import { CONTROL_NAMES, MODEL_NAMES } from "../../../src/pretraining/models";
import { PRETRAINING } from "../../../src/pretraining/recipe";

const world = suiteNamed("world");
const others = variantNames(world, "models").map((name) => suiteVariant(world, name));
const controls = variantNames(world, "controls").map((name) => suiteVariant(world, name));

/** Model card of a further model of the suite. */
function cardOf(weights: string): string {
  const name = basename(weights).replace("-clip.safetensors", "");
  return readFileSync(join(dirname(weights), `MODEL_CARD-${name}.md`), "utf8");
}

describe("the models of the suite world", () => {
  it("are those of pretraining, the first one its default", () => {
    assert.deepEqual([world, ...others].map(modelName), MODEL_NAMES);
    assert.deepEqual(controls.map(modelName), CONTROL_NAMES);
  });

  it("have weights as their cards and checksums say, no two the same", () => {
    const trained = [...others, ...controls];
    const hashes = trained.map(({ model: { weights } }) => {
      const hash = createHash("sha256").update(readFileSync(weights)).digest("hex");
      assert.ok(readFileSync(`${weights}.sha256`, "utf8").startsWith(hash), weights);
      assert.ok(cardOf(weights).includes(hash), weights);
      return hash;
    });
    assert.equal(new Set(hashes).size, trained.length);
  });

  it("bring the logit scale of equal confidence with them", () => {
    for (const { model } of [...others, ...controls])
      assert.equal(model.logitScaleFactor, 1);
  });

  it("have a control that made the steps of its twin up to the ramp, and whose scale was never raised", () => {
    const { images, rampFrom, rampTo } = PRETRAINING;
    const historyOf = (name: string) =>
      readPretrainingHistory(
        join(dirname(world.model.weights), `pretraining-history-${name}.jsonl`),
      );
    for (const name of variantNames(world, "controls")) {
      const own = historyOf(name);
      const twin = historyOf(world.variants[name]!.controlOf!);
      const before = own.filter(({ seen }) => seen < rampFrom * images);
      assert.ok(before.length > 90, `${before.length}`);
      before.forEach(({ step, loss, accuracy, scale }, at) => {
        const same = twin[at]!;
        assert.deepEqual(
          [step, loss, accuracy, scale],
          [same.step, same.loss, same.accuracy, same.scale],
        );
      });
      assert.ok(Math.abs(twin.at(-1)!.scale - rampTo!) < 1e-3);
      assert.ok(Math.max(...own.map(({ scale }) => scale)) < rampTo! / 2);
    }
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
