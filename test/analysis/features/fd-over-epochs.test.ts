import assert from "node:assert/strict";
import { test } from "node:test";
import { type LoadedRun, loadRuns } from "../../../src/experiments/store/load";
import { fdOverEpochs } from "../../../src/analysis/features/fd-over-epochs";
import { finishSomeRun, someSpec, temporaryFolder } from "../../experiments/helpers";

const line = (epoch: number, base_fd?: number, new_fd?: number) => ({
  epoch,
  loss: 1,
  accuracy: 1,
  learning_rate: 1,
  seconds: 1,
  parts: {},
  ...(base_fd === undefined ? {} : { measures: { base_fd, new_fd: new_fd! } }),
});

test("FD over epochs: mean of runs relative to the prompt templates, older runs left out", (context) => {
  const store = temporaryFolder(context);
  const plan = [
    someSpec({ tuner: "zeroshot" }),
    someSpec({ seed: 1 }),
    someSpec({ seed: 2 }),
    someSpec({ seed: 1, dataset: "animals" }),
    someSpec({ tuner: "kgcoop" }),
  ];
  plan.forEach((spec) => finishSomeRun(store, spec));
  const [zeroShot, first, second, other, old] = loadRuns(plan, store);
  const zeroShotFd = first!.result.metrics.base.zero_shot_fd;
  const trained = (run: LoadedRun, factor: number): LoadedRun => ({
    ...run,
    history: [
      line(1, factor * zeroShotFd, 3 * zeroShotFd),
      line(2),
      line(3, 2 * factor * zeroShotFd, 3 * zeroShotFd),
    ],
  });
  const runs = [trained(first!, 1), trained(second!, 2), trained(other!, 6), old!];
  const { series, note } = fdOverEpochs([{ ...zeroShot!, history: [] }, ...runs]);
  assert.deepEqual(
    series.map(({ title }) => title),
    ["CoOp, base", "CoOp, new"],
  );
  const [base, novel] = series;
  assert.deepEqual(base!.x, [1, 3]);
  const near = (got: number, expected: number) =>
    assert.ok(Math.abs(got - expected) < 1e-12, `${got} is not ${expected}`);
  near(base!.y[0]!, (1 + 2 + 6) / 3);
  near(base!.y[1]!, (2 * (1 + 2 + 6)) / 3);
  // Twice the lower data set in 1/4 of the resamples; of these, seed 1 alone in 1/16 (1.6 % of all),
  // three times seed 1 in 4/16 (6.3 %). The other data set twice in 1/4.
  near(base!.band!.high[0]! - base!.band!.low[0]!, 6 - (1 + 1 + 1 + 2) / 4);
  // Moved by the bias: the mean of resamples is (1.5 + 6) / 4 + 3 / 2, the effect 3. Their standard
  // deviation is about 1.9, of the mean of 1000 of them 0.06.
  const bias = (1.5 + 6) / 4 + 3 / 2 - 3;
  assert.ok(Math.abs(base!.band!.high[0]! - (6 - bias)) < 5 * 0.06);
  // All runs agree on new classes.
  for (const values of [novel!.y, novel!.band!.low, novel!.band!.high]) near(values[1]!, 3);
  assert.equal(note, "1 runs of an older version without FD left out");
});
