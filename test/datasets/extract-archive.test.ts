import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import {
  extractArchive,
  type ExtractRequest,
} from "../../src/datasets/archives/extract-archive";
import { tarOf, zipOf, type StoredEntry } from "./archives";

const folder = mkdtempSync(join(tmpdir(), "promptcal-archives-"));
after(() => rmSync(folder, { recursive: true }));

let count = 0;

/** Unpacks bytes in a fresh folder and returns what is in it. */
async function unpacked(
  kind: "tar" | "zip",
  bytes: Uint8Array,
  changes: Partial<ExtractRequest> = {},
): Promise<{ files: Record<string, string>; place: string }> {
  const place = join(folder, String(count++));
  const archive = `${place}.archive`;
  writeFileSync(archive, bytes);
  await extractArchive({
    archive,
    kind,
    from: "data/",
    to: join(place, "out"),
    ...changes,
  });
  const names = readdirSync(join(place, "out"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = names.map((name) => [
    name.slice(join(place, "out").length + 1),
    readFileSync(name, "utf8"),
  ]);
  return { files: Object.fromEntries(files) as Record<string, string>, place };
}

const GOOD: readonly StoredEntry[] = [
  { name: "data/", kind: "folder" },
  { name: "data/cat/a 1.jpg", content: "one" },
  { name: "data/dog/é.jpg", content: "two" },
  { name: "data/cat/._a 1.jpg", content: "rubbish" },
  { name: "data/empty.txt", content: "" },
  { name: "README", content: "not kept" },
];
const KEPT = { "cat/a 1.jpg": "one", "dog/é.jpg": "two", "empty.txt": "" };

describe("archives", () => {
  for (const kind of ["tar", "zip"] as const) {
    test(`${kind}: a file that is not there is one error, and none comes after it`, async () => {
      const request = {
        kind,
        from: "",
        to: join(folder, "absent"),
        archive: "absent.file",
      };
      await assert.rejects(extractArchive(request), /absent.file/);
      // A stream's error that nobody hears would end the process here.
      await setTimeout(50);
    });
  }

  test("of every kind give the files of the folder asked for", async () => {
    const tar = await tarOf(GOOD);
    assert.deepEqual((await unpacked("tar", tar)).files, KEPT);
    assert.deepEqual((await unpacked("tar", gzipSync(tar))).files, KEPT);
    assert.deepEqual((await unpacked("zip", zipOf(GOOD))).files, KEPT);
  });

  const hostile: readonly (readonly [string, StoredEntry, RegExp])[] = [
    ["a path upwards", { name: "data/../../x", content: "x" }, /archive entry|invalid/],
    ["an absolute path", { name: "/tmp/x", content: "x" }, /archive entry|absolute/],
    ["a backslash", { name: "data\\..\\x", content: "x" }, /archive entry|invalid/],
    [
      "a path upwards outside of what is kept",
      { name: "../x", content: "x" },
      /entry|invalid/,
    ],
    [
      "a link",
      { name: "data/link", kind: "link", content: "/etc" },
      /got a link, "data\/link"/,
    ],
    [
      "a file twice",
      { name: "data/cat/a 1.jpg", content: "x" },
      /expected once, got twice/,
    ],
  ];
  for (const [what, entry, message] of hostile) {
    for (const kind of ["tar", "zip"] as const) {
      test(`with ${what} are refused, and leave nothing (${kind})`, async () => {
        const entries = [...GOOD, entry];
        const bytes = kind === "tar" ? await tarOf(entries) : zipOf(entries);
        const at = count;
        await assert.rejects(unpacked(kind, bytes), { name: "PromptcalError", message });
        assert.deepEqual(readdirSync(join(folder, String(at))), []);
        assert.ok(!existsSync(join(folder, "x")));
      });
    }
  }

  test("that are cut off are refused, and leave nothing", async () => {
    const tar = await tarOf(GOOD);
    const zip = zipOf(GOOD);
    for (const [kind, bytes] of [
      ["tar", tar.subarray(0, 1300)],
      ["tar", gzipSync(tar).subarray(0, 150)],
      ["zip", zip.subarray(0, zip.length - 30)],
      ["tar", Buffer.from("<html>not an archive</html>")],
      ["zip", Buffer.from("<html>not an archive</html>")],
    ] as const) {
      const at = count;
      await assert.rejects(unpacked(kind, bytes), { name: "PromptcalError" });
      assert.deepEqual(readdirSync(join(folder, String(at))), []);
    }
  });

  test("that are cut off in a later file are refused, not waited for", async () => {
    const bytes = await tarOf([
      { name: "data/a", content: "one" },
      { name: "data/b", content: Buffer.alloc(50_000, 1) },
    ]);
    for (const end of [2000, 3000, 20_000]) {
      await assert.rejects(unpacked("tar", bytes.subarray(0, end)), {
        name: "PromptcalError",
        message: /expected a whole tar file, got Unexpected end of data/,
      });
    }
  });

  test("of endless zeros, which hold no entry, are stopped", async () => {
    const zeros = gzipSync(Buffer.alloc(2 ** 22));
    const limits = { entries: 10, bytes: 2 ** 20 };
    await assert.rejects(
      unpacked("tar", zeros, { limits }),
      /at most 1058816 bytes, got more/,
    );
  });

  test("that unpack to more than is allowed are stopped", async () => {
    const bomb = [{ name: "data/zeros", content: "\0".repeat(1_000_000) }];
    const limits = { entries: 10, bytes: 100_000 };
    for (const [kind, bytes] of [
      ["tar", gzipSync(await tarOf(bomb))],
      ["zip", zipOf(bomb)],
    ] as const) {
      await assert.rejects(
        unpacked(kind, bytes, { limits }),
        /at most 1(00000|10240) bytes/,
      );
    }
    const perFile = { ...limits, bytes: 2_000_000, fileBytes: 999_999 };
    await assert.rejects(
      unpacked("tar", await tarOf(bomb), { limits: perFile }),
      /files of at most 999999 bytes/,
    );
    const many = Array.from({ length: 11 }, (_, i) => ({ name: `data/${i}`, content: "" }));
    await assert.rejects(
      unpacked("tar", await tarOf(many), { limits }),
      /at most 10 entries/,
    );
  });

  test("without the folder asked for are refused", async () => {
    await assert.rejects(
      unpacked("zip", zipOf(GOOD), { from: "images/" }),
      /folder "images\/" of .*: expected files, got none among 6 entries/,
    );
  });

  test("can be stopped, and leave nothing", async () => {
    const controller = new AbortController();
    const at = count;
    const onFile = (): void => controller.abort();
    await assert.rejects(
      unpacked("tar", await tarOf(GOOD), { signal: controller.signal, onFile }),
      { name: "AbortError" },
    );
    assert.deepEqual(readdirSync(join(folder, String(at))), []);
  });
});
