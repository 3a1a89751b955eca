import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { CLIP_DATASETS, clipDataset } from "../../../src/datasets/clip/catalog";
import { checkCounts } from "../../../src/datasets/clip/check-counts";
import { getDataset, downloadsFolder } from "../../../src/datasets/clip/get-dataset";
import { lockFile, readLock } from "../../../src/datasets/clip/lock-file";
import { SOURCES, type Source } from "../../../src/datasets/clip/sources";
import { sha256 } from "../../../src/files/hash";
import { tarOf } from "../archives";
import { makeMiniature, tinyImage } from "../miniatures";

const folder = mkdtempSync(join(tmpdir(), "promptcal-get-"));
const split = {
  train: [["a/0.jpg", 0, "a"]],
  val: [],
  test: [["b/1.jpg", 1, "b"]],
};
let server: Server;
let site: string;
let images: Buffer;
/** What the server answers, by path. */
let answers: Record<string, Buffer | string>;
let requested: string[];
let roots = 0;
let dataRoot: string;

before(async () => {
  const files = [
    ["dtd/images/a/0.jpg", await tinyImage(0)],
    ["dtd/images/b/1.jpg", await tinyImage(1)],
    ["dtd/labels/list.txt", Buffer.from("")],
  ] as const;
  images = gzipSync(await tarOf(files.map(([name, content]) => ({ name, content }))));
  server = createServer((request, response) => {
    requested.push(request.url!);
    const body = answers[request.url!];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  }).listen(0, "127.0.0.1");
  await new Promise((settle) => server.once("listening", settle));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  requested = [];
  answers = { "/images.tgz": images, "/split.json": JSON.stringify(split) };
  dataRoot = join(folder, String(roots++));
});

function sources(sha = sha256(images)): Record<string, Source> {
  const place = { from: "dtd/images/", to: "dtd/images" };
  const archive = {
    file: "images.tgz",
    kind: "tar",
    urls: [`${site}/images.tgz`],
  } as const;
  const file = "dtd/split_zhou_DescribableTextures.json";
  return {
    dtd: {
      files: [
        { ...archive, sha256: sha, ...place },
        { file, kind: "json", urls: [`${site}/split.json`] },
      ],
    },
  };
}

describe("getting a data set", () => {
  test("downloads, unpacks, trusts the split on first use and says so, and reads", async () => {
    const notes: string[] = [];
    const onNote = (text: string): void => void notes.push(text);
    const dataset = await getDataset("dtd", { dataRoot, sources: sources(), onNote });
    assert.deepEqual(dataset.classNames, ["a", "b"]);
    const hash = sha256(JSON.stringify(split));
    assert.deepEqual(notes, [
      "dtd/split_zhou_DescribableTextures.json: no SHA-256 is published; " +
        `trusted on first use (${hash})`,
    ]);
    assert.equal(
      readLock(dataRoot)["dtd/split_zhou_DescribableTextures.json"]!.sha256,
      hash,
    );
    assert.ok(!existsSync(join(downloadsFolder(dataRoot, "dtd"), "images.tgz")));
    assert.ok(!existsSync(join(dataRoot, "dtd", "labels")));
  });

  test("what is there is not asked for again", async () => {
    await getDataset("dtd", { dataRoot, sources: sources() });
    requested = [];
    await getDataset("dtd", { dataRoot, sources: sources() });
    assert.deepEqual(requested, []);
  });

  test("what was trusted once must stay the same", async () => {
    await getDataset("dtd", { dataRoot, sources: sources() });
    const path = join(dataRoot, "dtd", "split_zhou_DescribableTextures.json");
    rmSync(path);
    answers["/split.json"] = JSON.stringify({ ...split, val: [["a/2.jpg", 0, "a"]] });
    await assert.rejects(getDataset("dtd", { dataRoot, sources: sources() }), /SHA-256/);
    assert.ok(!existsSync(path));
    // The same split from elsewhere, put there by hand, is welcome.
    writeFileSync(path, JSON.stringify(split));
    await getDataset("dtd", { dataRoot, sources: sources() });
  });

  test("a wrong hash is refused before anything is unpacked", async () => {
    await assert.rejects(
      getDataset("dtd", { dataRoot, sources: sources("0".repeat(64)) }),
      /SHA-256 [0-9a-f]{64} instead of 0{64}.*or put the file there as .*images\.tgz/,
    );
    assert.ok(!existsSync(join(dataRoot, "dtd")));
  });

  test("an archive that was put there by hand is used", async () => {
    delete answers["/images.tgz"];
    const at = join(downloadsFolder(dataRoot, "dtd"), "images.tgz");
    await assert.rejects(getDataset("dtd", { dataRoot, sources: sources() }), /404/);
    writeFileSync(at, images);
    const { test: held } = await getDataset("dtd", { dataRoot, sources: sources() });
    assert.equal(held.length, 1);
  });

  test("an archive put there by hand with another hash is told both hashes (case data-get-hand-placed-other-hash)", async () => {
    delete answers["/images.tgz"];
    const at = join(downloadsFolder(dataRoot, "dtd"), "images.tgz");
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, images);
    await assert.rejects(
      getDataset("dtd", { dataRoot, sources: sources("0".repeat(64)) }),
      new RegExp(
        `images\\.tgz is another file: expected SHA-256 0{64}, got ${sha256(images)}; .*404`,
      ),
    );
    assert.deepEqual(readFileSync(at), images);
  });

  test("a web page in place of a file is not trusted", async () => {
    answers["/split.json"] = "<!DOCTYPE html><title>Virus scan warning</title>";
    await assert.rejects(
      getDataset("dtd", { dataRoot, sources: sources() }),
      /download: expected JSON, got a web page .*; open its address in a browser/,
    );
    assert.deepEqual(readLock(dataRoot), {});
    answers["/split.json"] = JSON.stringify(split);
    await getDataset("dtd", { dataRoot, sources: sources() });
  });

  test("what only a person can get is said step by step", async () => {
    const byHand = { imagenet: { files: [], byHand: ["sign up", "unpack"] } };
    await assert.rejects(getDataset("imagenet", { dataRoot, sources: byHand }), {
      message:
        `data set imagenet: the rest has to be done by hand, in ${dataRoot}:\n` +
        "  1. sign up\n  2. unpack\nthen: npx promptcal data check imagenet",
    });
    await makeMiniature("imagenet", dataRoot);
    const { classNames } = await getDataset("imagenet", { dataRoot, sources: byHand });
    assert.equal(classNames.length, 5);
  });

  test("a lock that cannot be read is not forgotten", async () => {
    await getDataset("dtd", { dataRoot, sources: sources() });
    writeFileSync(lockFile(dataRoot), "{}");
    await assert.rejects(getDataset("dtd", { dataRoot, sources: sources() }), /lock file/);
  });

  test("counts that differ from the published ones are named", async () => {
    const dataset = await getDataset("dtd", { dataRoot, sources: sources() });
    assert.throws(
      () => checkCounts(dataset),
      /expected 47 classes, 2820 train, 1128 validation, 1692 test \(as published\), got 2 classes, 1 train, 0 validation, 1 test/,
    );
  });
});

describe("the built-in sources", () => {
  test("lead to what the readers look for, inside of the data root", () => {
    assert.deepEqual(Object.keys(SOURCES).sort(), [...CLIP_DATASETS].sort());
    for (const [name, { files, byHand = [] }] of Object.entries(SOURCES)) {
      const { folder: own, images: inside, split: list } = clipDataset(name);
      assert.ok(files.length + byHand.length > 0);
      for (const { file, to, from, urls, sha256: hash } of files) {
        assert.match(to ?? file, new RegExp(`^${own}(/|$)`));
        assert.ok(from === undefined || from.endsWith("/"));
        for (const url of urls) assert.match(new URL(url).protocol, /^https?:$/);
        if (hash !== undefined) assert.match(hash, /^[0-9a-f]{64}$/);
        // Without TLS anybody on the way could answer: the hash must be known.
        if (urls.some((url) => url.startsWith("http:"))) assert.ok(hash !== undefined);
      }
      const places = files.map(({ to, file }) => to ?? file);
      if (list !== undefined) assert.ok(places.includes(`${own}/${list}`), name);
      if (byHand.length === 0 && inside !== "") {
        assert.ok(places.includes(`${own}/${inside}`) || places.includes(own), name);
      }
    }
  });
});

describe("promptcal data", () => {
  const promptcal = (
    ...words: string[]
  ): { status: number | null; out: string; err: string } => {
    const bin = resolve(__dirname, "../../../bin/promptcal.cjs");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [bin, "data", ...words],
      {
        encoding: "utf8",
        env: { ...process.env, PROMPTCAL_DATA: dataRoot },
      },
    );
    return { status, out: stdout, err: stderr };
  };

  test("status shows what is there, check names what is wrong", async () => {
    await makeMiniature("eurosat", dataRoot);
    const { status, out } = promptcal("status");
    assert.equal(status, 0);
    assert.match(out, /eurosat +EuroSAT +not whole +10 +13500 +5400 +8100 +eurosat/);
    assert.match(out, /food101 +Food101 +absent/);
    assert.match(out, /got 5 classes, 15 train, 10 validation, 10 test/);
    const check = promptcal("check", "eurosat");
    assert.equal(check.status, 1);
    assert.match(check.err, /^promptcal: data set eurosat: expected 10 classes/);
    assert.match(promptcal("get", "food-101").err, /did you mean "food101"/);
    assert.ok(readFileSync(join(dataRoot, "eurosat/split_zhou_EuroSAT.json"), "utf8"));
  });
});
