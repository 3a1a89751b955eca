import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { before, describe, test } from "node:test";
import { splitBaseNew } from "../../../src/datasets/base-new";
import { PERMISSIVE } from "../../../src/datasets/icons/sources/attribution";
import { iconDomains } from "../../../src/datasets/icons/classes/classes";
import { droppedFile } from "../../../src/datasets/icons/classes/dropped-icons";
import { setFile } from "../../../src/datasets/icons/classes/drawings";
import {
  loadWorld,
  loadWorldCalibration,
  worldCollection,
} from "../../../src/datasets/icons/load-world";
import {
  nativeClasses,
  nativeDatasets,
} from "../../../src/datasets/icons/classes/native-classes";
import { LATER_CANDIDATES } from "../../../src/datasets/icons/classes/rounds";
import {
  iconsFolder,
  iconSets,
  setsOfRole,
} from "../../../src/datasets/icons/sources/sets";
import {
  firstWorldDatasets,
  worldClasses,
  worldDatasets,
  worldDrawings,
  worldFile,
} from "../../../src/datasets/icons/world-files";
import { failedRules } from "../../../src/datasets/icons/world-rules";
import type { ImageDataset } from "../../../src/datasets/image-dataset";
import { openWeights } from "../../../src/encoders/checkpoints/stored-weights";
import { clipTokenizer } from "../../../src/encoders/tokens/tokenizer";
import { checkedWeightsHash } from "../../../src/experiments/weights/weights-file";
import { suiteNamed } from "../../../src/experiments/suites/suite";
import { classWords } from "../../../src/pretraining/models";
import type { Suite } from "../../../src/experiments/suites/suite-definition";
import { suiteVariant, variantNames } from "../../../src/experiments/suites/suite-variants";

const installed = [...setsOfRole("downstream"), ...setsOfRole("calibration")].every(
  ({ prefix }) => existsSync(setFile(prefix)),
);
const skip = !installed && "icon packages are not installed (npm ci --prefix data/icons)";

describe("the files of the icon world", () => {
  test("the suite has the data sets that meet the rules, and no others", () => {
    const { facts, rejected } = worldFile();
    const { names } = suiteNamed("world").datasets;
    assert.deepEqual([...names].sort(), worldDatasets());
    const sizes = names.map((name) => facts[name]!.testBase);
    assert.deepEqual(
      sizes,
      [...sizes].sort((a, b) => b - a),
      "largest first: a plan that takes some takes those that decide most",
    );
    assert.deepEqual(Object.keys(facts), worldDatasets());
    for (const [name, own] of Object.entries(facts))
      assert.deepEqual(failedRules(own), [], name);
    for (const { name, facts: own, failed } of rejected) {
      assert.ok(failed.length > 0, name);
      assert.deepEqual(failedRules(own), failed, name);
      assert.ok(!worldDatasets().includes(name), name);
    }
  });

  test("the suite's logit scale is the one that was fitted on the calibration icons, of these weights", () => {
    const { scale, ofWeights, weightsHash } = worldFile().logitScale;
    const suite = suiteNamed("world");
    assert.equal(checkedWeightsHash(suite), weightsHash);
    // The factor has four decimals.
    assert.ok(Math.abs(suite.model.logitScaleFactor - scale / ofWeights) <= 0.00005);
    assert.deepEqual(suiteNamed("world-below").model, suite.model);
  });

  test("every candidate is in or among the rejected", () => {
    const { rejected } = worldFile();
    const all = [...worldDatasets(), ...rejected.map(({ name }) => name)];
    assert.equal(new Set(all).size, all.length);
    for (const name of nativeDatasets()) assert.ok(all.includes(name), name);
    // Six domains of nouns are joined in pairs.
    assert.equal(all.length, nativeDatasets().length + iconDomains().length - 3);
  });

  test("classes stand in alphabetical order, capitals like small letters", () => {
    for (const name of worldDatasets()) {
      const names = worldClasses(name).map((className) => className.toLowerCase());
      assert.deepEqual(names, [...names].sort());
      assert.equal(new Set(names).size, names.length);
    }
  });

  test("every word of a class name of the first round is one that pretraining was told of", () => {
    const known = new Set(classWords());
    for (const name of firstWorldDatasets()) {
      for (const className of worldClasses(name)) {
        for (const word of className.split(" ")) assert.ok(known.has(word), word);
      }
    }
  });

  test("every class name in the template has tokens that the models were trained on", () => {
    const suite = suiteNamed("world");
    const models = variantNames(suite, "models").map((name) => suiteVariant(suite, name));
    const tokenizer = clipTokenizer();
    const isTrained = ({ model, template }: Suite, datasets: readonly string[]): void => {
      const trained = new Set(openWeights(model.weights).trainedTokens);
      for (const name of datasets) {
        for (const className of worldClasses(name)) {
          for (const id of tokenizer.encode(template.replace("{}", className)))
            assert.ok(trained.has(id), `${model.weights}: ${name}: ${className}`);
        }
      }
    };
    for (const model of models) isTrained(model, worldDatasets());
    // The first model was trained before the lists were written: seven words of the first round are new to it.
    isTrained(
      suite,
      LATER_CANDIDATES.filter((name) => worldDatasets().includes(name)),
    );
  });

  test("listed icons are of downstream sets with permissive licences and an attribution, each in one class", () => {
    const sets = new Map(iconSets().map((set) => [set.prefix, set]));
    const attribution = readFileSync(join(iconsFolder, "ATTRIBUTION.md"), "utf8");
    for (const dataset of nativeDatasets()) {
      const seen = new Set<string>();
      for (const icons of Object.values(nativeClasses(dataset))) {
        for (const [prefix, names] of Object.entries(icons)) {
          assert.equal(sets.get(prefix)?.role, "downstream", prefix);
          assert.ok(PERMISSIVE.includes(sets.get(prefix)!.licence), prefix);
          assert.ok(attribution.includes(`\`@iconify-json/${prefix}\``), prefix);
          for (const name of names) {
            assert.ok(!seen.has(`${prefix}:${name}`), `${dataset}: ${prefix}:${name}`);
            seen.add(`${prefix}:${name}`);
          }
        }
      }
    }
  });

  test("what was dropped by eye is not in the lists", () => {
    const { classes, icons } = droppedFile();
    for (const dropped of classes) {
      assert.equal(nativeClasses(dropped.dataset)[dropped.class], undefined, dropped.class);
    }
    for (const { dataset, class: className, icons: own } of icons) {
      const listed = nativeClasses(dataset)[className];
      assert.ok(listed !== undefined, `${dataset}: ${className}`);
      for (const id of own) {
        const [set, name] = id.split(":") as [string, string];
        assert.ok(!listed[set]?.includes(name), `${dataset}: ${className}: ${id}`);
      }
    }
  });

  test("an unknown name is answered with the nearest", async () => {
    await assert.rejects(loadWorld("edittin"), /did you mean "editing"/);
  });
});

describe("the data sets of the icon world", { skip }, () => {
  const datasets = new Map<string, ImageDataset>();
  before(async () => {
    for (const name of worldDatasets()) datasets.set(name, await loadWorld(name));
  });
  const icon = ({ path }: { readonly path: string }): string => basename(path, ".png");

  test("have the numbers of images that the rules saw", () => {
    for (const [name, dataset] of datasets) {
      const { base, new: novel } = splitBaseNew(dataset);
      const { classes, testBase, testNew } = worldFile().facts[name]!;
      assert.deepEqual(
        [dataset.classNames.length, base.test.length, novel.test.length],
        [classes, testBase, testNew],
        name,
      );
    }
  });

  test("can be trained and tested on every base class, tested on every new one", () => {
    for (const [name, dataset] of datasets) {
      const { base, new: novel } = splitBaseNew(dataset);
      const count = (items: ImageDataset["train"], label: number): number =>
        items.filter((item) => item.label === label).length;
      for (const [label, className] of base.classNames.entries()) {
        const train = count(base.train, label);
        assert.ok(train >= 4 && train <= 20, `${name}: ${className}: ${train} shots`);
        assert.ok(count(base.test, label) >= 2, `${name}: ${className}`);
      }
      for (const [label, className] of novel.classNames.entries()) {
        assert.ok(count(novel.test, label) >= 2, `${name}: ${className}`);
      }
      assert.equal(novel.train.length + novel.validation.length, 0);
    }
  });

  test("no image is tested twice, in one data set or in two", () => {
    const tested = new Map<string, string>();
    for (const [name, dataset] of datasets) {
      for (const item of dataset.test) {
        assert.equal(tested.get(icon(item)), undefined, `${name}: ${item.path}`);
        tested.set(icon(item), name);
      }
    }
  });

  test("composed again, a data set has the same split", async () => {
    const name = "weather";
    const { icons } = await worldCollection.compose(name, "downstream");
    for (const part of ["train", "validation", "test"] as const) {
      assert.deepEqual(
        icons.filter((placed) => placed.part === part).map(({ path }) => path),
        datasets.get(name)![part].map(({ path }) => path),
      );
    }
  });

  test("no drawing of the pretraining families is in a data set", () => {
    const { seen, seenLater } = worldDrawings();
    const twins = new Set([...seen, ...seenLater].map((id) => id.replace(":", "_")));
    assert.ok(twins.size > 0);
    for (const { train, validation, test: tests } of datasets.values()) {
      for (const item of [...train, ...validation, ...tests])
        assert.ok(!twins.has(icon(item)), item.path);
    }
  });

  test("calibration families: the same classes, everything is test", async () => {
    const name = "weather";
    const calibration = await loadWorldCalibration(name);
    assert.deepEqual(calibration.classNames, worldClasses(name));
    assert.equal(calibration.train.length + calibration.validation.length, 0);
    assert.ok(calibration.test.length >= calibration.classNames.length);
    const prefixes = new Set(setsOfRole("calibration").map(({ prefix }) => prefix));
    for (const item of calibration.test) {
      assert.ok(prefixes.has(icon(item).split("_")[0]!), item.path);
    }
  });
});
