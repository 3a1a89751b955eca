import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { setFile } from "../../../src/datasets/icons/classes/drawings";
import { setsOfRole } from "../../../src/datasets/icons/sources/sets";
import { splitBaseNew } from "../../../src/datasets/base-new";
import { computeRun } from "../../../src/experiments/run/compute-run";
import type { LoadedRun } from "../../../src/experiments/store/load";
import {
  datasetShifts,
  loadedDataset,
  loadedShift,
} from "../../../src/experiments/suites/loaded-suite";
import { predictAgain } from "../../../src/analysis/runs/predict-again";
import { resolveSpec } from "../../../src/experiments/spec/resolve";
import { shiftedParts } from "../../../src/analysis/runs/shifted-parts";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import { temporaryFolder } from "../../experiments/helpers";

const sets = [...setsOfRole("downstream"), ...setsOfRole("calibration")];
const installed = sets.every(({ prefix }) => existsSync(setFile(prefix)));
const skip = !installed && "icon packages are not installed (npm ci --prefix data/icons)";

test(
  "a suite under shifts tunes on the same images and tests on all shifts'",
  { skip },
  async () => {
    const [plain, shifted] = ["icons", "icons+shifts"].map(suiteNamed);
    const [{ dataset: own, imageHashes: known }, { dataset, imageHashes }] =
      (await Promise.all(
        [plain!, shifted!].map((suite) => loadedDataset(suite, "animals")),
      )) as [
        Awaited<ReturnType<typeof loadedDataset>>,
        Awaited<ReturnType<typeof loadedDataset>>,
      ];
    const bytes = (items: typeof own.train, of: typeof known) =>
      items.map(({ path, label }) => [of.get(path), label]);
    assert.deepEqual(bytes(dataset.train, imageHashes), bytes(own.train, known));
    const counts = datasetShifts(plain!, "animals").map(
      async (shift) => (await loadedShift(plain!, "animals", shift)).dataset.test.length,
    );
    const total = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    assert.equal(dataset.test.length, total);
  },
);

test(
  "a run under shifts falls into one part per shift, as its text features have it",
  { skip },
  async (context) => {
    const load = async (name: string): Promise<LoadedRun> => {
      const suite = suiteNamed(name);
      const request = { suite, dataset: "animals", tuner: "zeroshot", regulariser: "none" };
      const spec = await resolveSpec({ ...request, seed: 1, settings: [] });
      const { predictions } = await computeRun(spec, suite, {
        store: temporaryFolder(context),
      });
      return { spec, predictions } as LoadedRun;
    };
    const [own, tested] = [await load("icons"), await load("icons+shifts")];
    const parts = await shiftedParts(tested, suiteNamed("icons"));
    assert.deepEqual([...parts.keys()], datasetShifts(suiteNamed("icons"), "animals"));
    for (const [shift, { base, new: novel }] of parts) {
      const data = await loadedShift(suiteNamed("icons"), "animals", shift);
      const split = splitBaseNew(data.dataset);
      assert.equal(base.labels.length, split.base.test.length);
      const again = (await predictAgain(own, suiteNamed("icons"), "new", data))!;
      if (again.classNames.length !== novel.classNames.length) continue;
      assert.deepEqual(novel.labels, again.labels);
      assert.ok(
        novel.logits.every((z, i) => Math.abs(z - again.logits[i]!) < 2e-2),
        shift,
      );
    }
    assert.equal((await shiftedParts(own, suiteNamed("icons"))).size, 0);
  },
);
