import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  checkDataset,
  suiteNamed,
  SUITES_VARIABLE,
  templateOf,
} from "../../../../src/experiments/suites/suite";
import { mutateJson } from "../json";
import { promised, type FuzzTarget } from "../target";

const NAME = "hostile";
const HONEST = {
  name: NAME,
  about: "a suite of a user",
  optional: true,
  model: { weights: "w.safetensors", architecture: "ViT-B-16", restore: "get them" },
  template: "a photo of a {}.",
  templates: { pets: "a photo of a {}, a pet." },
  datasets: {
    ...{ format: "clip", root: ".", rootVariable: "NO_SUCH_VARIABLE", sampling: "coop" },
    ...{ names: ["pets", "food"], restore: "get them" },
  },
  recipes: { "coop.epochs": 50 },
};

export const target: FuzzTarget = {
  about: "suites of a user (JSON)",
  inputs: 30_000,
  quick: 600,
  prepare: (folder) => {
    process.env[SUITES_VARIABLE] = folder;
    const path = join(folder, `${NAME}.json`);
    return (random) => {
      writeFileSync(path, mutateJson(HONEST, random));
      const read = (): void => {
        const suite = suiteNamed(NAME);
        for (const dataset of suite.datasets.names) {
          checkDataset(suite, dataset);
          promised(
            templateOf(suite, dataset).split("{}").length === 2,
            "one place for the name",
          );
        }
      };
      return { where: `${NAME}.json`, read };
    };
  },
};
