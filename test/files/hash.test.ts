import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { sha256, sha256File, sha256FileSync } from "../../src/files/hash";

/** FIPS 180-2, appendix B.1. */
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

test("SHA-256 of abc is the standard's example, of text and of bytes", () => {
  assert.equal(sha256("abc"), ABC);
  assert.equal(sha256(Uint8Array.of(97, 98, 99)), ABC);
});

test("a string is hashed as UTF-8", () => {
  assert.equal(sha256("é"), sha256(Uint8Array.of(0xc3, 0xa9)));
});

test("streamed, whole and in-memory hashes of a file agree over several chunks", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "promptcal-hash-"));
  try {
    const file = path.join(folder, "data");
    const bytes = Uint8Array.from({ length: 200_001 }, (_, i) => i % 251);
    writeFileSync(file, bytes);
    assert.equal(sha256FileSync(file), sha256(bytes));
    assert.equal(await sha256File(file), sha256(bytes));
    await assert.rejects(sha256File(path.join(folder, "none")), /ENOENT/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
