import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promptcal } from "../promptcal";
import { makeTinySuite } from "../tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-options-"));
after(() => rmSync(folder, { recursive: true, force: true }));
before(() => makeTinySuite(folder));

const RUN = ["run", "--suite", "tiny", "--dataset", "colours", "--tuner", "coop"];

/** The last of two equal options counts, so each case overrides one of a good command. */
const WRONG: readonly { readonly words: readonly string[]; readonly says: RegExp }[] = [
  {
    words: ["--suite", "tini"],
    says: /^promptcal: unknown suite "tini"; did you mean "tiny"\? Valid: clip, icons, world-below, world, tiny\n$/,
  },
  {
    words: ["--dataset", "colour"],
    says: /^promptcal: unknown data set of suite tiny "colour"; did you mean "colours"\? Valid: colours, shades\n$/,
  },
  {
    words: ["--tuner", "cop"],
    says: /^promptcal: unknown tuner "cop"; did you mean "coop"\? Valid: .*zeroshot.*\n$/,
  },
  {
    words: ["--set", "epoch=5"],
    says: /^promptcal: unknown option of coop "epoch"; did you mean "epochs"\? Valid: .*\n$/,
  },
  {
    words: ["--set", "epochs=five"],
    says: /^promptcal: option epochs: expected a whole number of at least 0, got "five"\n$/,
  },
  { words: ["--set", "epochs"], says: /expected name=value, got "epochs"/ },
  { words: ["--seed", "one"], says: /expected a whole number of at least 0/ },
  {
    words: ["--shots", "4"],
    says: /unknown option '--shots'\n\(an option of the method is given as --set shots=VALUE\)\n/,
  },
  { words: ["--sed", "1"], says: /unknown option '--sed'[^]*Did you mean[^]*--seed/ },
];

for (const { words, says } of WRONG) {
  test(`run ${words.join(" ")}: says what is valid, computes nothing`, async () => {
    const ended = await promptcal(folder, ...RUN, ...words, "--store", "none");
    assert.equal(ended.code, 1);
    assert.match(ended.err, says);
    assert.equal(ended.out, "");
  });
}

test("an unknown command names the nearest one", async () => {
  const ended = await promptcal(folder, "swep");
  assert.equal(ended.code, 1);
  assert.match(ended.err, /unknown command 'swep'[^]*Did you mean sweep/);
});

test("altered weights: file, expected and got hash, and the command that restores them", async () => {
  const weights = join(folder, "tiny-clip.safetensors");
  const whole = readFileSync(weights);
  const altered = Buffer.from(whole);
  altered[altered.length - 1]! ^= 1;
  writeFileSync(weights, altered);
  const says =
    /^promptcal: weights .*tiny-clip\.safetensors: expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}; restore it with: make it again\n$/;
  for (const words of [RUN, ["weights", "check", "--suite", "tiny"]]) {
    const ended = await promptcal(folder, ...words);
    assert.equal(ended.code, 1);
    assert.match(ended.err, says);
  }
  rmSync(weights);
  assert.match(
    (await promptcal(folder, ...RUN)).err,
    /weights .*: expected a file, got none/,
  );
  writeFileSync(weights, whole);
});

test("a plan whose data have changed since is not computed under its name", async () => {
  const plan = [
    "--suite",
    "tiny",
    "--datasets",
    "shades",
    "--tuners",
    "zeroshot",
    "--seeds",
    "1",
  ];
  const made = await promptcal(folder, "sweep", "plan", ...plan, "--out", "plan.jsonl");
  assert.equal(made.code, 0, made.err);
  const image = join(folder, "data", "shades", "images", "apple", "test-0.png");
  const other = readFileSync(join(folder, "data", "shades", "images", "cup", "test-0.png"));
  const whole = readFileSync(image);
  writeFileSync(image, other);
  const ended = await promptcal(folder, "sweep", "run", "plan.jsonl", "--store", "changed");
  writeFileSync(image, whole);
  assert.equal(ended.code, 1);
  assert.match(ended.err, /data set shades: expected SHA-256 .* \(the plan's\), got/);
});
