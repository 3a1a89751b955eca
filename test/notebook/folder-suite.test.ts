import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { parseSpec, SPEC_FORMAT } from "../../src/experiments/spec/spec";
import { loadedDataset } from "../../src/experiments/suites/loaded-suite";
import { suiteNamed } from "../../src/experiments/suites/suite";
import { projectRoot } from "../../src/files/project-root";
import { suiteOfFolders } from "../../src/notebook/folder-suite";
import { tinyImage } from "../datasets/miniatures";

const folder = mkdtempSync(join(tmpdir(), "promptcal-folder-"));
const files: string[] = [];
after(() => {
  for (const path of [folder, ...files]) rmSync(path, { recursive: true });
});

const request = { model: "icons", template: "a photo of a {}." };

async function pictures(name: string, classes: readonly string[]): Promise<string> {
  const bytes = await tinyImage(1);
  for (const className of classes) {
    mkdirSync(join(folder, name, className), { recursive: true });
    for (const i of [0, 1, 2, 3, 4])
      writeFileSync(join(folder, name, className, `${i}.png`), bytes);
  }
  return join(folder, name);
}

/** A suite of a folder; its file is removed in the end. */
function suiteOf(path: string): ReturnType<typeof suiteOfFolders> {
  const made = suiteOfFolders({ ...request, folder: path });
  files.push(join(projectRoot, "data", "cache", "own", "suites", `${made.suite}.json`));
  return made;
}

describe("a folder of own images", () => {
  for (const [name, dataset] of [
    ["my test data", "my test data"],
    ["données-test", "données-test"],
    ["donne\u0301es-mac", "donn\u00e9es-mac"],
    ["中文-test", "中文-test"],
  ] as const) {
    it(`may be called ${name}`, async () => {
      const made = suiteOf(await pictures(name, ["a", "b", "c", "d"]));
      assert.equal(made.dataset, dataset);
      const data = await loadedDataset(suiteNamed(made.suite), made.dataset);
      assert.deepEqual(data.dataset.classNames, ["a", "b", "c", "d"]);
      const hash = "0".repeat(64);
      const method = { tuner: "coop", regulariser: "none", shots: 1, seed: 1, recipe: {} };
      const spec = {
        format: SPEC_FORMAT,
        weightsHash: hash,
        dataHash: data.hash,
        ...method,
      };
      assert.equal(parseSpec({ ...spec, ...suiteFields(made) }, "x").dataset, dataset);
    });
  }

  it("is refused at once with two or three classes, with its name and the reason", async () => {
    for (const classes of [
      ["cat", "dog"],
      ["cat", "dog", "owl"],
    ]) {
      const name = `few-${classes.length}`;
      const made = suiteOf(await pictures(name, classes));
      await assert.rejects(loadedDataset(suiteNamed(made.suite), made.dataset), {
        name: "PromptcalError",
        message: new RegExp(
          `^data set ${name}: expected at least 4 classes \\(half of the classes is base, half new, and each half needs two\\), got ${classes.length}: ${classes.join(", ")} `,
        ),
      });
    }
  });

  it("is refused where it is missing, or has a name that is none for a data set", async () => {
    assert.throws(
      () => suiteOfFolders({ ...request, folder: join(folder, "none") }),
      /folder: expected it to exist/,
    );
    const path = await pictures("a, b", ["a"]);
    assert.throws(
      () => suiteOfFolders({ ...request, folder: path }),
      /folder: expected a name .*, got "a, b"; rename the folder/,
    );
  });
});

function suiteFields({ suite, dataset }: { suite: string; dataset: string }) {
  return { suite, dataset };
}
