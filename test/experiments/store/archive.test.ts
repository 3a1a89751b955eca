import assert from "node:assert/strict";
import { createReadStream, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import { createGunzip, gzipSync } from "node:zlib";
import { extract, pack } from "tar-stream";
import { exportRuns, importRuns } from "../../../src/experiments/store/archive";
import { archiveDocuments } from "../../../src/experiments/store/archive-documents";
import { runId } from "../../../src/experiments/spec/spec";
import { suiteLookup } from "../../../src/experiments/suites/suite-lookup";
import { peakBytesOf, runLog } from "../../../src/experiments/store/run-log";
import { readRun } from "../../../src/experiments/store/store";
import { sha256, sha256FileSync } from "../../../src/files/hash";
import { finishSomeRun, someSpec, temporaryFolder } from "../helpers";

const specs = [1, 2].map((seed) => someSpec({ seed }));

test("runs travel in an archive, and are known at the second import", async (context) => {
  const store = temporaryFolder(context);
  for (const spec of specs) finishSomeRun(store, spec);
  const path = join(store, "runs.tar.gz");
  await exportRuns(specs, store, path);
  const hash = sha256FileSync(path);
  await exportRuns([...specs].reverse(), store, path);
  assert.equal(sha256FileSync(path), hash, "the same runs make the same bytes");
  const other = join(store, "other");
  const ids = specs.map(runId).sort();
  assert.deepEqual(await importRuns(path, other), { added: ids, known: [], condensed: [] });
  for (const id of ids) {
    const [before, after] = [store, other].map((place) => readRun(place, id));
    assert.deepEqual(after, before);
  }
  assert.deepEqual(await importRuns(path, other), { added: [], known: ids, condensed: [] });
});

test("the memory that runs took travels with them", async (context) => {
  const store = temporaryFolder(context);
  for (const spec of specs) finishSomeRun(store, spec);
  const [first, second] = specs.map(runId) as [string, string];
  for (const peakBytes of [3e8, 4e8]) runLog(store, first)("done", { peakBytes });
  const path = join(store, "runs.tar.gz");
  await exportRuns(specs, store, path);
  const other = join(store, "other");
  await importRuns(path, other);
  assert.deepEqual(
    [first, second].map((id) => peakBytesOf(other, id)),
    [4e8, undefined],
  );
});

test("documents travel with them, and the hash of every file", async (context) => {
  const store = temporaryFolder(context);
  for (const spec of specs) finishSomeRun(store, spec);
  const path = join(store, "runs.tar.gz");
  const plan = specs.map((spec) => `${JSON.stringify(spec)}\n`).join("");
  const documents = archiveDocuments(plan, specs, store, suiteLookup());
  const names = documents.map(({ name }) => name);
  for (const name of ["plan.jsonl", "runs.csv", "MODEL_CARD.md", "ATTRIBUTION.md"]) {
    assert.ok(names.includes(name), name);
  }
  await exportRuns(specs, store, path, { documents });
  const files = new Map<string, Buffer>();
  const unpacked = extract();
  unpacked.on("entry", ({ name }, stream, next) => {
    void buffer(stream).then((content) => {
      files.set(name, content);
      next();
    });
  });
  await pipeline(createReadStream(path), createGunzip(), unpacked);
  assert.equal(files.get("about/plan.jsonl")!.toString(), plan);
  const sums = files.get("about/SHA256SUMS")!.toString().trimEnd().split("\n");
  assert.equal(sums.length, files.size - 1);
  for (const line of sums) {
    const [hash, name] = line.split("  ");
    assert.equal(sha256(files.get(name!)!), hash, name);
  }
  const ids = specs.map(runId).sort();
  const other = join(store, "other");
  assert.deepEqual(await importRuns(path, other), { added: ids, known: [], condensed: [] });
  assert.deepEqual(readdirSync(other).sort(), ids);
});

test("a run that is not done cannot be packed", async (context) => {
  const store = temporaryFolder(context);
  finishSomeRun(store, specs[0]!);
  await assert.rejects(
    exportRuns(specs, store, join(store, "runs.tar.gz")),
    /food coop seed 2 \(icons\) is not finished: its run is missing \(.*\); compute the plan first/,
  );
  assert.ok(!readdirSync(store).some((name) => name.includes("runs.tar.gz")));
});

test("foreign, altered and hostile archives leave the store as it was", async (context) => {
  const store = temporaryFolder(context);
  const source = join(store, "source");
  finishSomeRun(source, specs[0]!);
  const id = runId(specs[0]!);
  const target = join(store, "target");
  const files = readdirSync(join(source, id)).map(
    (name) => [`${id}/${name}`, readFileSync(join(source, id, name))] as const,
  );
  type Entry = readonly [name: string, content: Buffer, type?: "symlink" | "directory"];
  const archive = async (name: string, entries: readonly Entry[]): Promise<string> => {
    const packed = pack();
    for (const [entry, content, type = "file"] of entries) {
      packed.entry({ name: entry, type, linkname: "/etc/passwd" }, content);
    }
    packed.finalize();
    const path = join(store, name);
    writeFileSync(path, gzipSync(await buffer(packed)));
    return path;
  };
  const text = Buffer.from("{}");
  const wrong: [string, Entry[], RegExp][] = [
    ["foreign.tgz", [...files, ["notes.txt", text]], /got file "notes.txt"/],
    [
      "outside.tgz",
      [...files, [`../${id}/spec.json`, text]],
      /expected a path inside the archive.s folder, got "..\/.*spec.json"/,
    ],
    [
      "link.tgz",
      [[`${id}/spec.json`, Buffer.alloc(0), "symlink"]],
      /expected plain files and folders, got a link, ".*spec.json"/,
    ],
    ["twice.tgz", [...files, files[0]!], /expected once, got twice/],
    ["part.tgz", files.slice(0, 1), /expected whole runs/],
    ["empty.tgz", [], /expected files, got none/],
    [
      "altered.tgz",
      files.map(([name, content]) =>
        name.endsWith("history.jsonl") ? [name, text] : [name, content],
      ),
      /history.jsonl: expected SHA-256/,
    ],
  ];
  for (const [name, entries, message] of wrong) {
    await assert.rejects(importRuns(await archive(name, entries), target), message);
  }
  writeFileSync(join(store, "noise.tgz"), "not an archive");
  await assert.rejects(
    importRuns(join(store, "noise.tgz"), target),
    /expected a whole tar file/,
  );
  const whole = readFileSync(await archive("whole.tgz", files));
  writeFileSync(join(store, "cut.tgz"), whole.subarray(0, whole.length / 2));
  await assert.rejects(
    importRuns(join(store, "cut.tgz"), target),
    /expected a whole tar file/,
  );
  assert.deepEqual(readdirSync(target), []);
});
