import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { corpusFolder, hasCorpus } from "../../../src/datasets/icons/sources/corpus";
import { datasetKinds } from "../../../src/experiments/suites/dataset-kinds";

const root = resolve(__dirname, "../../..");
const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");

/** The corpus is built where models are pretrained. */
const skip = hasCorpus() ? false : "no pretraining corpus";

test(
  "the documents count the class names that the pretraining has as captions",
  { skip },
  () => {
    const lines = readFileSync(join(corpusFolder(), "icons.jsonl"), "utf8")
      .trimEnd()
      .split("\n");
    const captions = new Set(
      lines.map((line) => (JSON.parse(line) as { caption: string }).caption),
    );
    const { datasets } = JSON.parse(read("data", "icons", "world.json")) as {
      datasets: Record<string, string[]>;
    };
    const counts = (kind: string): [number, number] => {
      const classes = datasetKinds("world")[kind]!.flatMap((name) => datasets[name]!);
      return [classes.filter((name) => captions.has(name)).length, classes.length];
    };
    const [nouns, signs] = [counts("nouns"), counts("signs")];
    const page = read("docs", "pretraining.md").replace(/\s+/g, " ");
    assert.ok(
      page.includes(`${nouns[0]} of the ${nouns[1]} class names in the noun data sets`),
    );
    assert.ok(page.includes(`and ${signs[0]} of the ${signs[1]} in its sign data sets`));
    for (const name of ["00-start-here", "03-kgcoop-underconfidence", "15-claims"]) {
      const text = read("notebooks", `${name}.ipynb`);
      for (const [known, all] of [nouns, signs])
        assert.ok(text.includes(`${known} of ${all}`), name);
    }
  },
);
