import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { imageTree } from "../../../src/datasets/formats/image-tree";

const root = mkdtempSync(join(tmpdir(), "image-tree-"));
after(() => rmSync(root, { recursive: true, force: true }));

test("images at any depth, named after their folder, each once", () => {
  mkdirSync(join(root, "tools", "fork"), { recursive: true });
  for (const path of ["top.png", "tools/b.jpg", "tools/a.JPG", "tools/fork/1.webp"]) {
    writeFileSync(join(root, path), "");
  }
  writeFileSync(join(root, "tools", "README.md"), "");
  // A link back to the top would be walked without end.
  symlinkSync(root, join(root, "tools", "loop"));
  assert.deepEqual(
    imageTree(root).map(({ path, className }) => [join(path), className]),
    [
      ["top.png", root.split("/").at(-1)],
      ["tools/a.JPG", "tools"],
      ["tools/b.jpg", "tools"],
      ["tools/fork/1.webp", "fork"],
    ],
  );
  assert.throws(() => imageTree(join(root, "none")), { name: "PromptcalError" });
});
