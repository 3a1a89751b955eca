import assert from "node:assert/strict";
import { constants } from "node:buffer";
import { mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ArchiveFile } from "../../../../src/encoders/checkpoints/torch/archive-source";
import {
  openArchive,
  openZip,
} from "../../../../src/encoders/checkpoints/torch/zip-archive";
import { writeSparseZip } from "../sparse-zip";
import { zipOf, type ZipPart } from "../zip-writer";

const data = Buffer.from("weights ".repeat(50));

describe("zip archives", () => {
  it("give stored and deflated entries", async () => {
    const parts = [
      { name: "a/stored", data },
      { name: "a/deflated", data, deflate: true },
      { name: "a/empty", data: Buffer.alloc(0) },
    ];
    const entries = await openZip(zipOf(parts), "x.pt");
    assert.deepEqual([...entries.keys()], ["a/stored", "a/deflated", "a/empty"]);
    for (const part of parts) {
      const entry = entries.get(part.name)!;
      assert.equal(entry.size, part.data.length);
      assert.deepEqual(Buffer.from(entry.read()), part.data);
    }
  });

  it("cut anywhere are refused", async () => {
    const whole = zipOf([{ name: "a", data }]);
    for (let length = 0; length < whole.length; length += 7) {
      await assert.rejects(openZip(whole.subarray(0, length), "x.pt"), {
        name: "PromptcalError",
        message:
          /^zip archive: expected a whole one, got .* \(x\.pt\); if it is cut off, copy/,
      });
    }
  });

  const refused: [string, ZipPart[], RegExp][] = [
    ["a name that leaves the folder", [{ name: "../../a", data }], /zip archive.*\.\.\/a/],
    ["an absolute name", [{ name: "/etc/a", data }], /zip archive.*\/etc\/a/],
    [
      "one name twice",
      [
        { name: "a", data },
        { name: "a", data },
      ],
      /zip entry a: expected a plain file, got a second one of that name/,
    ],
    [
      "an encrypted entry",
      [{ name: "a", data, flags: 1, deflate: true }],
      /got an encrypted one/,
    ],
    [
      "more than could be of use in a few bytes",
      [{ name: "a", data, deflate: true, size: 2 ** 31 }],
      /zip entry a: .* got 2147483648 bytes packed into \d+/,
    ],
    ["a packing that is unknown", [{ name: "a", data, method: 12 }], /packing 12/],
    [
      "entries that share their bytes",
      [
        { name: "a", data },
        { name: "b", data, at: 0 },
      ],
      /zip entry b: expected data behind a, from byte \d+, got byte 0/,
    ],
  ];
  for (const [what, parts, message] of refused) {
    it(`with ${what} are refused`, async () => {
      await assert.rejects(openZip(zipOf(parts), "x.pt"), {
        name: "PromptcalError",
        message,
      });
    });
  }

  it("never unpack more than they promise", async () => {
    const bomb = Buffer.alloc(1_000_000);
    const parts = [{ name: "bomb", data: bomb, deflate: true, size: 10 }];
    const entries = await openZip(zipOf(parts), "x.pt");
    assert.throws(() => entries.get("bomb")!.read(), /zip entry bomb: expected 10 bytes/);
  });

  it("beyond 4 GiB, of zip64, are read by place, and what leaves them is refused", async () => {
    const folder = mkdtempSync(join(tmpdir(), "promptcal-zip64-"));
    const path = join(folder, "x.pt");
    const hole = { name: "hole", bytes: 2 ** 32 + 4096 };
    writeSparseZip(path, hole, [{ name: "a", data }]);
    const file = new ArchiveFile(path);
    const entries = await openArchive(file, "x.pt");
    assert.deepEqual([...entries.keys()], ["hole", "a"]);
    assert.equal(entries.get("hole")!.size, hole.bytes);
    assert.deepEqual(Buffer.from(entries.get("a")!.read()), data);
    assert.ok(entries.get("a")!.span.begin > hole.bytes);
    // Node 20 has no array of that size; later ones have, and see the wrong checksum.
    if (hole.bytes > constants.MAX_LENGTH)
      assert.throws(
        () => entries.get("hole")!.read(),
        /zip entry hole: expected at most Node's/,
      );
    file.close();
    const cut = new ArchiveFile(path);
    truncateSync(path, cut.size - 100);
    await assert.rejects(openArchive(cut, "x.pt"), { name: "PromptcalError" });
    cut.close();
    const short = new ArchiveFile(path);
    await assert.rejects(openArchive(short, "x.pt"), /zip archive: expected a whole one/);
    short.close();
    rmSync(folder, { recursive: true });
  });

  it("notice altered and damaged data", async () => {
    const altered = await openZip(zipOf([{ name: "a", data, checksum: 7 }]), "x.pt");
    assert.throws(() => altered.get("a")!.read(), /zip entry a: expected checksum 7, got/);
    const broken = await openZip(zipOf([{ name: "a", data, method: 8 }]), "x.pt");
    assert.throws(() => broken.get("a")!.read(), { name: "PromptcalError" });
  });
});
