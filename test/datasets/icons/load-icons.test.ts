import assert from "node:assert/strict";
import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { splitBaseNew } from "../../../src/datasets/base-new";
import { domainClasses, iconDomains } from "../../../src/datasets/icons/classes/classes";
import { composeDomain, type ComposedDomain } from "../../../src/datasets/icons/compose";
import {
  findDrawings,
  pretrainingTwins,
  setFile,
  type Drawings,
} from "../../../src/datasets/icons/classes/drawings";
import { contentHash } from "../../../src/datasets/icons/pictures/image-hash";
import { datasetFolder } from "../../../src/datasets/icons/icon-collection";
import {
  loadIconCalibration,
  loadIcons,
  nounCollection,
} from "../../../src/datasets/icons/load-icons";
import { setsOfRole } from "../../../src/datasets/icons/sources/sets";
import type { ImageDataset } from "../../../src/datasets/image-dataset";

const installed = setsOfRole("downstream").every(({ prefix }) =>
  existsSync(setFile(prefix)),
);
const skip = !installed && "icon packages are not installed (npm ci --prefix data/icons)";

describe("icon data sets", { skip }, () => {
  const datasets = new Map<string, ImageDataset>();
  let drawings: Drawings;
  before(async () => {
    for (const domain of iconDomains()) datasets.set(domain, await loadIcons(domain));
    drawings = findDrawings("downstream");
  });

  test("no noun is in two domains; classes are in alphabetical order", () => {
    const nouns = iconDomains().flatMap((domain) =>
      domainClasses(domain).map((c) => c.noun),
    );
    assert.equal(new Set(nouns).size, nouns.length);
    for (const { classNames } of datasets.values()) {
      assert.deepEqual(classNames, [...classNames].sort());
    }
  });

  test("base classes can be trained and tested, new ones tested", () => {
    for (const dataset of datasets.values()) {
      const { base, new: novel } = splitBaseNew(dataset);
      for (const [label, name] of base.classNames.entries()) {
        const own = (items: ImageDataset["train"]): number =>
          items.filter((item) => item.label === label).length;
        assert.ok(
          own(base.train) >= 4,
          `${dataset.name}: ${name} has ${own(base.train)} shots`,
        );
        assert.ok(
          own(base.test) >= 2,
          `${dataset.name}: ${name} has ${own(base.test)} tests`,
        );
      }
      for (const label of novel.classNames.keys()) {
        const tests = novel.test.filter((item) => item.label === label).length;
        assert.ok(tests >= 4 && tests <= 40, `${novel.classNames[label]}: ${tests}`);
      }
    }
  });

  test("no family's drawings of one name are on two sides", () => {
    const keyOf = new Map<string, string>();
    for (const nouns of drawings.values()) {
      for (const { set, name, family, caption } of [...nouns.values()].flat()) {
        keyOf.set(`${set}_${name}.png`, `${family}/${caption}`);
      }
    }
    for (const { name, train, validation, test: tested } of datasets.values()) {
      const side = new Map<string, number>();
      for (const [part, items] of [train, validation, tested].entries()) {
        for (const { path } of items) {
          const key = keyOf.get(basename(path))!;
          assert.equal(side.get(key) ?? part, part, `${name}: ${key}`);
          side.set(key, part);
        }
      }
    }
  });

  test("no drawing of the pretraining families is in a data set", () => {
    const twins = new Set(
      [...pretrainingTwins()].map((twin) => `${twin.replace(":", "_")}.png`),
    );
    assert.ok(twins.size > 0);
    for (const { train, validation, test: tested } of datasets.values()) {
      for (const { path } of [...train, ...validation, ...tested]) {
        assert.ok(!twins.has(basename(path)), path);
      }
    }
  });

  test("calibration families: the same classes, everything is test", async () => {
    for (const domain of iconDomains()) {
      const calibration = await loadIconCalibration(domain);
      assert.deepEqual(calibration.classNames, datasets.get(domain)!.classNames);
      assert.equal(calibration.train.length + calibration.validation.length, 0);
      assert.ok(calibration.test.length >= calibration.classNames.length);
    }
  });

  test("an unknown name is answered with the nearest", async () => {
    await assert.rejects(loadIcons("vehicle"), /did you mean "vehicles"/);
  });

  describe("composed again", () => {
    let animals: ComposedDomain;
    before(async () => {
      animals = await composeDomain("animals", "downstream", drawings);
    });

    test("gives the same split", () => {
      assert.deepEqual(
        animals.icons.filter(({ part }) => part === "test").map(({ path }) => path),
        datasets.get("animals")!.test.map(({ path }) => path),
      );
    });

    test("equal drawings are never on two sides nor in two classes", () => {
      const places = new Map<string, string>();
      for (const { pixels, part, label, path } of animals.icons) {
        const hash = contentHash(pixels);
        const place = `${part} of class ${label}`;
        assert.equal(places.get(hash) ?? place, place, path);
        places.set(hash, place);
      }
    });
  });

  describe("on a damaged folder", () => {
    const root = mkdtempSync(join(tmpdir(), "promptcal-icons-"));
    const folder = datasetFolder(nounCollection, "downstream", "animals", root);
    const image = (): string =>
      join(folder, "images", datasets.get("animals")!.test[0]!.path);
    after(() => rmSync(root, { recursive: true }));
    const restore = (): void => {
      rmSync(folder, { recursive: true, force: true });
      cpSync(datasetFolder(nounCollection, "downstream", "animals"), folder, {
        recursive: true,
      });
    };

    for (const [what, damage, named] of [
      ["an altered image", () => appendFileSync(image(), "x"), () => image()],
      ["a missing image", () => rmSync(image()), () => `no file (${image()}`],
      [
        "an altered split",
        () => appendFileSync(join(folder, "split_zhou_animals.json"), " "),
        () => "split_zhou_animals.json",
      ],
      [
        "an altered list of hashes",
        () => appendFileSync(join(folder, "hashes.json"), " "),
        () => "hashes.json",
      ],
    ] as const) {
      test(`${what} is named, with both hashes and the command that fixes it`, async () => {
        restore();
        damage();
        await assert.rejects(loadIcons("animals", root), (error: Error) => {
          assert.ok(error.message.includes(named()), error.message);
          assert.match(error.message, /expected SHA-256 [0-9a-f]{64}, got /);
          assert.match(error.message, /restore it with: rm -r /);
          return true;
        });
      });
    }

    test("after the command it is rendered again", async () => {
      rmSync(folder, { recursive: true });
      const again = await loadIcons("animals", root);
      assert.deepEqual(again.test, datasets.get("animals")!.test);
    });
  });
});
