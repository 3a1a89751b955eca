import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { imagesOf, momentOf, PRETRAINING, type Moment } from "../../src/pretraining/recipe";

const RECIPE = {
  ...PRETRAINING,
  images: 1000,
  batch: [4, 8] as const,
  augmentFrom: 0.1,
  longTemplatesFrom: 0.2,
  largeBatchFrom: 0.3,
  rampFrom: 0.6,
  holdFrom: 0.8,
  rampTo: 60,
  rate: 0.01,
  finalRate: 0.5,
  warmUpSteps: 10,
  longShare: 0.25,
  refinements: [
    { share: 0.2, batch: 8, rate: 0.001, wordsShare: 0.5 },
    { share: 0.3, batch: 4, rate: 0.002, wordsShare: 0.25 },
  ],
};
const LATE = 1000;

/** The moment after `seen` images, long after the warm-up, with a ramp that starts at 15. */
const after = (seen: number): Moment => momentOf(RECIPE, seen, LATE, 15);

describe("the pretraining recipe", () => {
  it("starts with small batches, short captions and plain pictures, then adds one by one", () => {
    const easy = { batch: 4, augment: false, longShare: 0, wordsShare: 0 };
    assert.deepEqual(stageOf(after(99)), easy);
    assert.deepEqual(stageOf(after(100)), { ...easy, augment: true });
    assert.deepEqual(stageOf(after(200)), { ...easy, augment: true, longShare: 0.25 });
    const late = { batch: 8, augment: true, longShare: 0.25, wordsShare: 0 };
    assert.deepEqual(stageOf(after(300)), late);
  });

  it("learns the logit scale, then raises it on a log line, then holds it", () => {
    assert.equal(after(599).scale, undefined);
    assert.equal(after(600).scale, 15);
    // Half way between 15 and 60 on a log line: their geometric mean.
    assert.ok(Math.abs(after(700).scale! - Math.sqrt(15 * 60)) < 1e-9);
    assert.ok(Math.abs(after(800).scale! - 60) < 1e-9);
    assert.ok(Math.abs(after(999).scale! - 60) < 1e-9);
  });

  it("of a control never raises the scale, and is the same in all else", () => {
    const learned = { ...RECIPE, rampTo: null };
    for (const seen of [0, 599, 600, 700, 999, 1000, 1499]) {
      assert.deepEqual(momentOf(learned, seen, LATE, 15), {
        ...after(seen),
        scale: undefined,
      });
    }
  });

  it("warms the learning rate up in steps and lowers it on a cosine", () => {
    const rate = (seen: number, step: number): number =>
      momentOf(RECIPE, seen, step, 15).rate;
    assert.equal(rate(0, 0), 0.01 / 10);
    assert.equal(rate(0, 4), (0.01 * 5) / 10);
    assert.equal(rate(0, 9), 0.01);
    assert.equal(rate(0, 500), 0.01);
    // Half way the cosine is 1/2: half from the full rate to the final share.
    assert.ok(Math.abs(rate(500, LATE) - 0.01 * (0.5 + 0.5 * 0.5)) < 1e-12);
    // Just before the end all but the final share is gone: 1 - cos(x) is about x^2 / 2.
    assert.ok(Math.abs(rate(999, LATE) - 0.01 * 0.5) < 0.01 * 0.5 * (Math.PI / 1000) ** 2);
  });

  it("is refined with arbitrary words at the held scale, each rate on a cosine of its own", () => {
    assert.equal(imagesOf(RECIPE), 1000 + 200 + 300);
    const first = after(1000);
    const refined = { batch: 8, augment: true, longShare: 0, wordsShare: 0.5 };
    assert.deepEqual(stageOf(first), refined);
    assert.equal(first.rate, 0.001);
    assert.equal(first.scale, 60);
    assert.ok(Math.abs(after(1100).rate - 0.001 * (0.5 + 0.5 * 0.5)) < 1e-12);
    // 1 - cos(x) is about x^2 / 2: nearly all but the final share is gone.
    assert.ok(after(1199).rate - 0.001 * 0.5 < 0.001 * (Math.PI / 200) ** 2);
    const second = after(1200);
    assert.deepEqual(stageOf(second), { ...refined, batch: 4, wordsShare: 0.25 });
    assert.equal(second.rate, 0.002);
    assert.equal(second.scale, 60);
    assert.ok(Math.abs(after(1350).rate - 0.002 * (0.5 + 0.5 * 0.5)) < 1e-12);
    assert.ok(Math.abs(after(1500).rate - 0.002 * 0.5) < 1e-12);
  });

  it("of the bundled model has its stages in order", () => {
    const { augmentFrom, longTemplatesFrom, largeBatchFrom, rampFrom, holdFrom } =
      PRETRAINING;
    const stages = [0, augmentFrom, longTemplatesFrom, largeBatchFrom, rampFrom, holdFrom];
    assert.deepEqual(
      [...stages].sort((a, b) => a - b),
      stages,
    );
    assert.ok(holdFrom < 1);
  });
});

function stageOf({ batch, augment, longShare, wordsShare }: Moment): Partial<Moment> {
  return { batch, augment, longShare, wordsShare };
}
