import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readPredictions } from "../../../src/experiments/run/predictions";
import { storedRunIds, readRun } from "../../../src/experiments/store/store";
import { writeSafetensors } from "../../../src/files/tensors/safetensors";
import { readTraces, traceTensor } from "../../../src/reference/reference-trace";
import { promptcal } from "../../experiments/promptcal";
import { makeReferenceSuite, OBJECTS } from "../../experiments/prompts/reference-suite";
import { zipOf } from "../../encoders/checkpoints/zip-writer";
import { REFERENCE } from "../../reference";

const folder = mkdtempSync(join(tmpdir(), "promptcal-cli-prompts-"));
const WHERE = ["--suite", "reference", "--store", "runs"];

before(() => makeReferenceSuite(folder));
after(() => rmSync(folder, { recursive: true, force: true }));

test("a whole sweep of checkpoints is imported; bad ones are listed at the end", async () => {
  const sweep = join(folder, "output", OBJECTS, "shots_3");
  for (const [trainer, seed, name] of [
    ["CoOp", 1, "coop_momentum_cosine"],
    ["CoOp", 2, "coop_csc"],
    ["KgCoOp", 1, "kgcoop"],
    ["CoCoOp", 1, "cocoop"],
  ] as const) {
    const from = join(REFERENCE, "prompts", name, "prompt_learner");
    const to = join(sweep, trainer, "vit_b16_ep5", `seed${seed}`, "prompt_learner");
    cpSync(from, to, { recursive: true });
  }
  const broken = join(sweep, "CoOp", "vit_b16_ep5", "seed3", "prompt_learner");
  mkdirSync(broken, { recursive: true });
  writeFileSync(join(broken, "model.pth.tar-5"), "Traceback (most recent call last):");
  // A file that the system does not let one read; root may read all others.
  const unreadable = join(sweep, "CoOp", "vit_b16_ep5", "seed4", "prompt_learner");
  mkdirSync(unreadable, { recursive: true });
  symlinkSync("/proc/self/mem", join(unreadable, "model.pth.tar-5"));
  const { code, out, err } = await promptcal(
    folder,
    "prompts",
    "import",
    "output",
    ...WHERE,
  );
  assert.equal(code, 1);
  assert.match(
    out,
    /objects coop seed 1 \(reference\): run [0-9a-f]{16} imported .*: ECE base \/ new [\d.]+ \/ [\d.]+ %/,
  );
  assert.match(out, /objects kgcoop seed 1/);
  assert.match(out, /6 checkpoints: 4 imported, 0 known before, 2 refused/);
  assert.match(
    err,
    /2 of 6 checkpoints were refused:\n +.*seed3.*is a text file.*\n +could not read .*seed4/,
  );
  assert.doesNotMatch(err, /at .*\.ts:/);
  const runs = storedRunIds(join(folder, "runs")).map((id) =>
    readRun(join(folder, "runs"), id),
  );
  assert.deepEqual(
    runs
      .map((run) => run.state === "done" && [run.result.spec.tuner, run.result.spec.seed])
      .sort(),
    [
      ["cocoop", 1],
      ["coop", 1],
      ["coop", 2],
      ["kgcoop", 1],
    ],
  );
  const again = await promptcal(folder, "prompts", "import", "output", ...WHERE);
  assert.match(again.out, /6 checkpoints: 0 imported, 4 known before, 2 refused/);
});

test("one checkpoint shows its metrics, and export writes it for other programs", async () => {
  const file = join(REFERENCE, "prompts", "kgcoop", "prompt_learner", "model.pth.tar-5");
  const place = ["--dataset", OBJECTS, "--seed", "4", "--shots", "3", "--label", "tried"];
  const { code, out, err } = await promptcal(
    folder,
    "prompts",
    "import",
    file,
    ...WHERE,
    ...place,
  );
  assert.equal(code, 0, err);
  const id = /run ([0-9a-f]{16}) imported/.exec(out)![1]!;
  assert.match(out, /base +8 +6 /);
  const exported = await promptcal(folder, "prompts", "export", id, "--store", "runs");
  assert.equal(exported.code, 0, exported.err);
  const [checkpoint, tensors, card] = exported.out.trim().split("\n");
  assert.equal(
    checkpoint,
    join(
      "prompts",
      OBJECTS,
      "shots_3",
      "KgCoOp",
      id,
      "seed4",
      "prompt_learner",
      "model.pth.tar-5",
    ),
  );
  assert.match(tensors!, /prompts\.safetensors$/);
  assert.match(card!, /README\.md$/);
});

/** A .npy file of float32 numbers. */
function npy(shape: readonly number[], data: Float32Array): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const padded = header.padEnd(128 - 10 - 1) + "\n";
  const head = Buffer.from(`\x93NUMPY\x01\x00..${padded}`, "latin1");
  head.writeUInt16LE(padded.length, 8);
  return Buffer.concat([head, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
}

test("stored logits of any program become a run", async () => {
  const traces = readTraces(REFERENCE);
  const logits = (set: "base" | "new") => traceTensor(traces, `coop_end.${set}.logits`);
  const arrays = (["base", "new"] as const).map((set) => ({
    name: `${set}_logits.npy`,
    data: npy(logits(set).shape, logits(set).data),
  }));
  writeFileSync(join(folder, "predictions.npz"), zipOf(arrays));
  const place = ["--dataset", OBJECTS, "--tuner", "my-method", "--seed", "1", ...WHERE];
  const { code, out, err } = await promptcal(
    folder,
    "runs",
    "import",
    "predictions.npz",
    ...place,
  );
  assert.equal(code, 0, err);
  // The text divergence of features that nobody gave is unknown.
  assert.match(out, /objects my-method seed 1 .* imported[\s\S]*base .* –\n/);
  const id = /run ([0-9a-f]{16})/.exec(out)![1]!;
  const predictions = readPredictions(join(folder, "runs"), id);
  assert.deepEqual(predictions.new.logits, logits("new").data);
  assert.equal(predictions.base.textFeatures.length, 0);
  assert.equal(predictions.base.zeroShotTextFeatures.length % 6, 0);
});

test("logits that are not the data set's are refused in one line", async () => {
  const write = (
    name: string,
    tensors: Record<string, { shape: number[]; data: Float32Array }>,
  ) => writeSafetensors(join(folder, name), tensors);
  const base = { shape: [8, 6], data: new Float32Array(48) };
  const novel = { shape: [8, 5], data: new Float32Array(40) };
  write("one.safetensors", { "base.logits": base });
  write("short.safetensors", {
    "base.logits": { shape: [7, 6], data: new Float32Array(42) },
    "new.logits": novel,
  });
  const labels = { shape: [8], data: new Float32Array(8).fill(5) };
  write("other.safetensors", { base_logits: base, new_logits: novel, base_labels: labels });
  writeFileSync(join(folder, "text.npz"), "logits");
  const place = ["--dataset", OBJECTS, "--tuner", "mine", "--seed", "1", ...WHERE];
  for (const [file, message] of [
    [
      "one.safetensors",
      /logits of new classes: expected an array new_logits or new_probs, got base\.logits/,
    ],
    [
      "short.safetensors",
      /base logits: expected shape \[8, 6\], the test images and base classes of objects, got \[7, 6\]/,
    ],
    [
      "other.safetensors",
      /label of row 1 of base classes: expected \d \(.*\), the data set's, got 5 .*; store rows in the order/,
    ],
    ["text.npz", /text\.npz is a text file; expected logits as an NPZ or safetensors file/],
  ] as const) {
    const { code, err } = await promptcal(folder, "runs", "import", file, ...place);
    assert.equal(code, 1);
    assert.match(err, message);
    assert.equal(err.trim().split("\n").length, 1, err);
  }
});
