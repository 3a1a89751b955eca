import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import {
  checkParameters,
  declaredParameters,
  parameterNames,
  parseParameters,
} from "../../../src/notebook/files/parameters";
import { notebook } from "../../environment/notebook-files";

it("reads values as JSON, or else as words", () => {
  assert.deepEqual(
    parseParameters(["seeds=[1, 2]", "suite=clip", "shots=16", "note=a=b"]),
    {
      seeds: [1, 2],
      suite: "clip",
      shots: 16,
      note: "a=b",
    },
  );
  assert.throws(() => parseParameters(["=3"]), /expected name=value, got "=3"/);
  assert.throws(() => parseParameters(["seeds"]), /expected name=value, got "seeds"/);
});

it("names what is wrong with a file that is no notebook", () => {
  const folder = mkdtempSync(join(tmpdir(), "parameters-"));
  const path = join(folder, "a.ipynb");
  try {
    for (const [text, message] of [
      ["{", /notebook: expected JSON, got .*a\.ipynb/],
      ["[]", /notebook: expected an object, got \[\]/],
      ["{}", /notebook field cells: expected a list, got nothing/],
      ['{"cells":[null]}', /cell 1: expected an object, got null/],
      [
        '{"cells":[{"cell_type":"code","source":7}]}',
        /cell 1 field source: expected a text or its lines, got 7/,
      ],
      [
        '{"cells":[{"cell_type":"code","metadata":{"tags":"parameters"},"source":""}]}',
        /cell 1 field metadata.tags: expected a list/,
      ],
    ] as const) {
      writeFileSync(path, text);
      assert.throws(() => parameterNames(path), { name: "PromptcalError", message });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("knows the names that the tagged cell declares", () => {
  const folder = mkdtempSync(join(tmpdir(), "parameters-"));
  const path = join(folder, "a.ipynb");
  try {
    writeFileSync(
      path,
      notebook(["let other = 1;", 'let suite = "icons";\nlet seeds: number[] = [1];'], 1),
    );
    assert.deepEqual(parameterNames(path), ["suite", "seeds"]);
    checkParameters(path, { seeds: [2] });
    assert.deepEqual(declaredParameters(path, { seeds: [2], datasets: ["food"] }), {
      seeds: [2],
    });
    assert.throws(
      () => checkParameters(path, { seed: 2 }),
      /unknown parameter of a\.ipynb "seed"; did you mean "seeds"\? Valid: suite, seeds/,
    );
    writeFileSync(path, notebook(["let other = 1;"]));
    assert.throws(() => checkParameters(path, { other: 2 }), /Valid: \(none\)/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
