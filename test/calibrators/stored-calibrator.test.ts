import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  applyCalibrator,
  calibratorNames,
  fitCalibrator,
} from "../../src/calibrators/calibrator";
import { loadCalibrator, saveCalibrator } from "../../src/calibrators/stored-calibrator";
import { CLASSES, overconfident } from "./data";

const validation = overconfident(1500, 1);
const test = overconfident(3000, 2);

describe("stored calibrators", () => {
  for (const method of calibratorNames) {
    it(`${method}: the same numbers after saving and loading`, () => {
      const folder = mkdtempSync(join(tmpdir(), "promptcal-calibrator-"));
      try {
        const model = fitCalibrator(method, validation);
        const file = join(folder, "fitted.json");
        saveCalibrator(file, model);
        const apply = (m: typeof model) => [...applyCalibrator(m, test.logits, CLASSES)];
        assert.deepEqual(apply(loadCalibrator(file)), apply(model));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
