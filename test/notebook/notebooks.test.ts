import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { parameterNames } from "../../src/notebook/files/parameters";

const folder = resolve(__dirname, "../../notebooks");
const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

interface Cell {
  readonly cell_type: string;
  readonly id: string;
  readonly source: string | readonly string[];
}

function cellsOf(name: string): readonly { type: string; id: string; text: string }[] {
  const { cells } = JSON.parse(readFileSync(join(folder, name), "utf8")) as {
    cells: readonly Cell[];
  };
  return cells.map(({ cell_type, id, source }) => ({
    type: cell_type,
    id,
    text: typeof source === "string" ? source : source.join(""),
  }));
}

test("there is a notebook for each part of the paper, one on spread, on decisions, on models and on what was left out", () => {
  const parts = Array.from({ length: 17 }, (_, i) => String(i).padStart(2, "0"));
  assert.deepEqual(
    names.map((name) => name.slice(0, 2)),
    [...parts, "17", "18", "19"],
  );
});

/** Which data sets are tested under covariate shift is a parameter of its own: each takes minutes. */
const SHIFTED: Readonly<Record<string, readonly string[]>> = {
  "09": ["shiftedDatasets"],
  "15": ["datasets", "shiftedDatasets"],
};

for (const name of names) {
  test(`${name}: one import, same parameters, thin cells, one figure each, provenance last`, () => {
    const datasets = SHIFTED[name.slice(0, 2)] ?? ["datasets"];
    const parameters = ["suite", ...datasets, "seeds", "epochs", "bins", "rule"];
    const declared = parameterNames(join(folder, name));
    // Notebooks of large plans read what is there unless told to compute.
    assert.deepEqual(
      declared.filter((parameter) => parameter !== "compute"),
      parameters,
    );
    const cells = cellsOf(name);
    assert.equal(new Set(cells.map(({ id }) => id)).size, cells.length);
    const code = cells.filter(({ type }) => type === "code");
    for (const { id, text } of code) {
      // A list of imports is as long as the notebook has figures.
      assert.ok(id === "imports" || text.split("\n").length <= 20, `cell ${id} is long`);
      assert.ok(
        (text.match(/await lab\.show\(/g) ?? []).length <= 1,
        `cell ${id}: two figures`,
      );
    }
    const saved = code.flatMap(({ text }) =>
      [...text.matchAll(/(?:save: |saveTable\(\s*)"([^"]+)"/g)].map((match) => match[1]!),
    );
    const shown = code.filter(({ text }) => /await lab\.show\(|saveTable\(/.test(text));
    assert.equal(saved.length, shown.length);
    assert.ok(saved.every((figure) => figure.startsWith(name.slice(0, 3))));
    assert.match(code.at(-1)!.text, /provenanceLine/);
    assert.equal(
      code.find(({ id }) => id === "imports")!.text,
      'import * as lab from "../src/lab";',
    );
  });
}

/** Pictures of the data sets, and a plot whose limits are drawn in it. */
const WITHOUT_FINDING = ["00-world", "16-bounds"];

test("a computed line stands in the section of each figure", () => {
  for (const name of names) {
    const sections: string[][] = [[]];
    for (const { type, text } of cellsOf(name)) {
      if (type === "markdown" && text.startsWith("## ")) sections.push([]);
      if (type === "code") sections.at(-1)!.push(text);
    }
    for (const cells of sections) {
      const code = cells.join("\n");
      const figures = [...code.matchAll(/\bsave: "([^"]+)"/g)].map(([, figure]) => figure!);
      const open = figures.filter((figure) => !WITHOUT_FINDING.includes(figure));
      const isAnswered = /finding\(|Finding\(|shiftTable\(|kindTable\(/.test(code);
      assert.ok(open.length === 0 || isAnswered, `${open.join(", ")}: no computed line`);
    }
  }
});
