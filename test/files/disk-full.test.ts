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
import { tellingRoom } from "../../src/files/disk-full";

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
      const room = "expected room for 0.07 MB, got a full disk, 0.00 MB free";
      const fix = "make room and give the same command again";
      assert.ok(error.message.startsWith(`writing ${path}: ${room}; ${fix}`));
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
      /^PromptcalError writing .*large: expected room, got a limit on the size of files \(ulimit -f\), /,
    );
    assert.deepEqual(readdirSync(folder), []);
  },
);

test("other errors stay what they are", () => {
  const error = Object.assign(new Error("no"), { code: "EACCES" });
  assert.throws(
    () =>
      tellingRoom("file", () => {
        throw error;
      }),
    (thrown: unknown) => thrown === error,
  );
});
