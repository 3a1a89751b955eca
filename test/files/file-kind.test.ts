import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { decodeText } from "../../src/files/decode-text";
import { fileKind, kindOfBytes, requireKind } from "../../src/files/file-kind";
import { readText } from "../../src/files/json/parse-json";
import { writeSafetensors } from "../../src/files/tensors/safetensors";
import { zipOf } from "../encoders/checkpoints/zip-writer";

const folder = mkdtempSync(join(tmpdir(), "promptcal-kinds-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const POINTER =
  "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 605157884\n";

describe("the kind of a file", () => {
  it("is told by its first bytes, not by its name", () => {
    const tar = Buffer.alloc(1024);
    tar.write("model.bin", 0);
    tar.write("ustar", 257);
    const utf16 = Buffer.from("\ufefflabel,prob_0", "utf16le");
    const cases: readonly (readonly [string, string | Uint8Array])[] = [
      ["empty", ""],
      ["git-lfs-pointer", POINTER],
      ["web-page", "\n<!DOCTYPE html>\n<html><title>Sign in</title>"],
      ["web-page", '\ufeff<?xml version="1.0"?><html xmlns="x">'],
      ["xml", '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
      ["gzip", gzipSync("label,logit_0\n")],
      ["zip", zipOf([{ name: "a.npy", data: Buffer.from("a") }])],
      ["zip", zipOf([])],
      ["tar", tar],
      ["pickle", Buffer.from("\x80\x04\x95", "latin1")],
      ["npy", Buffer.from("\x93NUMPY\x01\x00", "latin1")],
      ["parquet", "PAR1...."],
      ["utf-16", utf16],
      ["utf-16", utf16.subarray(2)],
      ["utf-16", utf16.subarray(2).swap16()],
      ["text", "label,logit_0,logit_1\n0,1,2\n"],
      ["text", "a < b and <b> is no page"],
      ["text", Buffer.from("caf\xe9", "latin1")],
      ["binary", Buffer.of(1, 0, 2, 0, 0, 3)],
    ];
    for (const [kind, content] of cases) {
      assert.equal(fileKind(file("model.safetensors", content)), kind, String(content));
    }
    const path = join(folder, "real.safetensors");
    writeSafetensors(path, { a: { shape: [1], data: Float32Array.of(1) } });
    assert.equal(fileKind(path), "safetensors");
    // A header of 0x8b1f bytes begins as gzip does.
    const header = Buffer.from(`\x1f\x8b\0\0\0\0\0\0{"a":`, "latin1");
    assert.equal(kindOfBytes(header), "safetensors");
  });

  it("of what is no file: missing, a folder, below a file", () => {
    assert.equal(fileKind(join(folder, "none")), "missing");
    assert.equal(fileKind(folder), "folder");
    assert.equal(fileKind(join(file("plain", "x"), "below")), "missing");
  });

  it("of any number of bytes is some kind", () => {
    for (let length = 0; length < 40; length++)
      assert.equal(typeof kindOfBytes(new Uint8Array(length).fill(0xff)), "string");
  });
});

describe("a file of another kind", () => {
  const expect = (path: string): string => {
    try {
      return requireKind(path, ["text"], "a CSV file", "name another one");
    } catch (error) {
      return (error as Error).message.replace(`${folder}/`, "");
    }
  };

  it("is refused in one sentence with a way out", () => {
    assert.equal(
      expect(file("a.csv", POINTER)),
      "a.csv is a Git LFS pointer of a few lines, not the file that it stands for; " +
        "expected a CSV file; fetch that file with: git lfs pull",
    );
    assert.equal(
      expect(file("b.csv", gzipSync("x"))),
      "b.csv is packed with gzip; expected a CSV file; unpack it with gunzip or tar xzf",
    );
    mkdirSync(join(folder, "c.csv"));
    assert.equal(
      expect(join(folder, "c.csv")),
      "c.csv is a folder; expected a CSV file; name a file in it",
    );
    assert.equal(
      expect(join(folder, "d.csv")),
      "d.csv does not exist; expected a CSV file; check the path",
    );
    assert.equal(expect(file("e.csv", "label\n")), "text");
  });

  it("that cannot be looked at is told without a stack", () => {
    const loop = join(folder, "loop");
    symlinkSync(loop, loop);
    assert.match(
      expect(loop),
      /^could not read loop: its links lead in a circle; check the path/,
    );
  });
});

describe("text of a file", () => {
  it("is UTF-8 or marked UTF-16, without byte order marks", () => {
    const text = "path,label\n1.jpg,café\n";
    const wide = Buffer.from(`\ufeff${text}`, "utf16le");
    assert.equal(readText(file("plain.csv", text), "table"), text);
    assert.equal(readText(file("mark.csv", `\ufeff${text}`), "table"), text);
    assert.equal(readText(file("little.csv", wide), "table"), text);
    assert.equal(readText(file("big.csv", Buffer.from(wide).swap16()), "table"), text);
    assert.equal(readText(file("none.csv", ""), "table"), "");
  });

  it("in Windows-1252 is refused with its line, not read with other letters", () => {
    const bytes = Buffer.from("path,label\n1.jpg,caf\xe9\n", "latin1");
    assert.throws(
      () => decodeText(bytes, "labels.csv"),
      /^PromptcalError: labels\.csv is not UTF-8: line 2 would be "1\.jpg,café" in Windows-1252; save it as UTF-8/,
    );
  });

  it("in UTF-16 without a mark, or damaged, is told by its name", () => {
    const wide = Buffer.from("path,label\n", "utf16le");
    assert.throws(() => decodeText(wide, "a.csv"), /a\.csv is text in UTF-16; save it as/);
    const lone = Buffer.from("\ufeffa\ud800", "utf16le");
    assert.throws(() => decodeText(lone, "a.csv"), /a\.csv is damaged UTF-16/);
  });
});
