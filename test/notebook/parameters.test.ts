import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import {
  checkParameters,
  parameterNames,
  parseParameters,
} from "../../src/notebook/parameters";
import { notebook } from "../environment/notebook-files";

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
