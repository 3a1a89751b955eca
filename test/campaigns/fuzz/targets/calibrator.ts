import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  applyCalibrator,
  calibratorNames,
  fitCalibrator,
  type Calibrator,
} from "../../../../src/calibrators/calibrator";
import { loadCalibrator } from "../../../../src/calibrators/stored-calibrator";
import { randomNormal, randomInteger, seededRandom } from "../../../../src/random/random";
import { pick } from "../bytes";
import { mutateJson } from "../json";
import { promised, type FuzzTarget } from "../target";

const NAME = "hostile.json";
const CLASSES = 3;

export const target: FuzzTarget = {
  about: "fitted calibrators (JSON), applied to logits",
  inputs: 60_000,
  quick: 1000,
  prepare: (folder) => {
    const random = seededRandom("fuzz calibrators");
    const logits = Float64Array.from(randomNormal(60 * CLASSES, 2, random));
    const labels = Int32Array.from({ length: 60 }, () => randomInteger(CLASSES, random));
    const models: Calibrator[] = calibratorNames.map((name) =>
      fitCalibrator(name, { logits, labels }),
    );
    models.push({ method: "distance-aware", factors: [1, 0.5, 0.25] });
    const path = join(folder, NAME);
    return (random) => {
      const model = pick(models, random);
      const content = { format: "promptcal-calibrator", version: 1, model };
      writeFileSync(path, mutateJson(content, random));
      const read = (): void => {
        const loaded = loadCalibrator(path);
        // As many classes as the model has been fitted on; it may be one of another number.
        const classes = classesOf(loaded) ?? CLASSES;
        const out = applyCalibrator(loaded, logits.subarray(0, 4 * classes), classes);
        promised(out.length === 4 * classes, "a probability per logit");
        promised(!out.some(Number.isNaN), "probabilities that are numbers");
      };
      return { where: NAME, read };
    };
  },
};

function classesOf(model: Calibrator): number | undefined {
  if ("intercepts" in model) return model.intercepts.length;
  if (model.method === "distance-aware") return model.factors.length;
  if (model.method === "platt") return model.lines.length;
  if (model.method === "histogram") return model.frequencies.length;
  if (model.method === "bayesian-binning") return model.binnings.length;
  return model.method === "beta" || model.method === "isotonic"
    ? model.curves.length
    : undefined;
}
