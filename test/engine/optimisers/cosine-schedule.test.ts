import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cosineRate } from "../../../src/engine/optimisers/cosine-schedule";
import { REFERENCE } from "../../reference";

interface Schedule {
  readonly max_epoch: number;
  readonly base_lr: number;
  readonly warmup_epoch: number;
  readonly warmup_type: string;
  readonly warmup_cons_lr: number;
  readonly lr_used_in_epoch: readonly number[];
}

test("the warm-up does not consume the cosine", () => {
  const schedule = { rate: 2, epochs: 4, warmupEpochs: 1, warmupRate: 0.5 };
  const rates = [0, 1, 2, 3].map((epoch) => cosineRate(epoch, schedule));
  const expected = [0.5, 2, 1 + Math.cos(Math.PI / 4), 1 + Math.cos(Math.PI / 2)];
  rates.forEach((rate, i) => assert.ok(Math.abs(rate - expected[i]!) < 1e-15));
});

test("rates are those of Dassl's schedules", () => {
  const { lr_schedules } = JSON.parse(
    readFileSync(join(REFERENCE, "metrics.json"), "utf8"),
  ) as {
    lr_schedules: Schedule[];
  };
  const constant = lr_schedules.filter(({ warmup_type }) => warmup_type === "constant");
  assert.ok(constant.length > 0);
  for (const schedule of constant) {
    schedule.lr_used_in_epoch.forEach((rate, epoch) => {
      const ours = cosineRate(epoch, {
        rate: schedule.base_lr,
        epochs: schedule.max_epoch,
        // -1 is Dassl for none
        warmupEpochs: Math.max(0, schedule.warmup_epoch),
        warmupRate: schedule.warmup_cons_lr,
      });
      assert.ok(Math.abs(ours - rate) < 1e-12, `epoch ${epoch}: ${ours} and ${rate}`);
    });
  }
});
