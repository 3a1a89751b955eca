import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { fillDisk, mountDisk } from "../campaigns/faults/disk";
import { writeFileAtomic } from "../../src/files/atomic-file";
import { PromptcalError } from "../../src/errors/promptcal-error";
import { readBytes } from "../../src/files/read-file";
import { withWriteError } from "../../src/files/write-error";

test("a full disk is told with the file, the room it needs and how to go on; room made, it goes on", (context) => {
  const disk = mkdtempSync(join(tmpdir(), "promptcal-room-"));
  const unmount = mountDisk(disk, 1);
  context.after(() => {
    if (typeof unmount !== "string") unmount();
    rmSync(disk, { recursive: true });
  });
  if (typeof unmount === "string") return context.skip(unmount);
  const empty = fillDisk(disk);
  const path = join(disk, "result.json");
  assert.throws(
    () => writeFileAtomic(path, new Uint8Array(70_000)),
    (error: unknown) => {
      assert.ok(error instanceof PromptcalError);
      assert.equal(
        error.message,
        `could not write ${path}: the disk is full (0.07 MB needed, 0.00 MB free); ` +
          "free some space, and repeat the command: it goes on from what is stored",
      );
      assert.equal((error.cause as NodeJS.ErrnoException).code, "ENOSPC");
      return true;
    },
  );
  assert.deepEqual(readdirSync(disk), ["filler"]);
  empty();
  writeFileAtomic(path, new Uint8Array(70_000));
  assert.deepEqual(readdirSync(disk), ["result.json"]);
});

test(
  "so is a limit on the size of files",
  { skip: process.platform === "win32" ? "has no ulimit" : false },
  async (context) => {
    const folder = mkdtempSync(join(tmpdir(), "promptcal-room-"));
    context.after(() => rmSync(folder, { recursive: true }));
    const module = JSON.stringify(join(__dirname, "../../src/files/atomic-file.ts"));
    const file = JSON.stringify(join(folder, "large"));
    const program =
      `const { writeFileAtomic } = require(${module});` +
      `try { writeFileAtomic(${file}, [Buffer.alloc(1e6)]); } catch (error) { console.log(error.name, error.message); }`;
    // Blocks of 512 or 1024 bytes, as the shell has it: a tenth of what is written, or less. What tsx
    // keeps of its work is larger and has to be off.
    const words = ["-c", 'ulimit -f 100; exec "$0" --require tsx/cjs -e "$1"'];
    const { stdout } = await promisify(execFile)(
      "sh",
      [...words, process.execPath, program],
      {
        cwd: join(__dirname, "../.."),
        env: { ...process.env, TSX_DISABLE_CACHE: "1" },
      },
    );
    assert.match(
      stdout,
      /^PromptcalError could not write .*large: the file would exceed the limit on the size of files \(ulimit -f\)/,
    );
    assert.deepEqual(readdirSync(folder), []);
  },
);

test("a file in a folder's place and a folder in a file's are named", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-write-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "file");
  writeFileAtomic(file, "");
  assert.throws(() => writeFileAtomic(join(file, "x"), ""), {
    name: "PromptcalError",
    message: `could not write ${join(file, "x")}: a file stands where a folder is needed; check the path`,
  });
  assert.throws(() => writeFileAtomic(folder, ""), {
    message: `could not write ${folder}: it is a folder, and a file is needed; check the path`,
  });
});

test("an error of reading another file is told as that", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-write-"));
  context.after(() => rmSync(folder, { recursive: true }));
  assert.throws(
    () => withWriteError(join(folder, "a", "b"), () => readBytes("/etc/nothing")),
    {
      message:
        "could not open /etc/nothing: there is no such file or folder; check the path",
    },
  );
});

test("other errors stay what they are", () => {
  const error = Object.assign(new Error("no"), { code: "EACCES" });
  assert.throws(
    () =>
      withWriteError("file", () => {
        throw error;
      }),
    (thrown: unknown) => thrown === error,
  );
});
