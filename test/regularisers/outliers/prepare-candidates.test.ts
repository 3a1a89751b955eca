import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { ClipModel } from "../../../src/encoders/towers/clip-model";
import { clipTokenizer } from "../../../src/encoders/tokens/tokenizer";
import { loadedModel } from "../../../src/experiments/suites/loaded-suite";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { readCachedFeatures } from "../../../src/encoders/feature-cache";
import {
  candidateFeaturesFile,
  computeCandidateFeatures,
} from "../../../src/regularisers/outliers/candidate-features";
import { prepareCandidates } from "../../../src/regularisers/outliers/prepare-candidates";
import { wordnetNouns } from "../../../src/regularisers/outliers/wordnet";
import { makeTinySuite } from "../../experiments/tiny-suite";

const folder = mkdtempSync(join(tmpdir(), "promptcal-nouns-"));
let model: ClipModel;
before(async () => {
  await makeTinySuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
  model = await loadedModel(suiteNamed("tiny"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("nouns are encoded in portions: stopped at once, kept, and the same to the bit as all together", async () => {
  const tokenizer = clipTokenizer();
  const short = wordnetNouns().filter((noun) => /^[a-z]{3,6}$/.test(noun));
  const names = short.slice(0, 2048 + 500);
  const cacheFolder = join(folder, "cache");
  const request = { model, tokenizer, names, template: "a photo of a {}.", cacheFolder };
  const whole = candidateFeaturesFile(request, cacheFolder);
  const stop = new AbortController();
  const seen: number[] = [];
  const stopped = prepareCandidates(request, {
    signal: stop.signal,
    onProgress: (done, total) => {
      assert.equal(total, names.length);
      seen.push(done);
      if (done > 2048) stop.abort(new Error("interrupted"));
    },
  });
  await assert.rejects(stopped, /^Error: interrupted$/);
  // One pass after the first portion, and no further one after the signal.
  assert.equal(seen.at(-1), 2048 + 128);
  assert.deepEqual(readdirSync(`${whole}.portions`), ["0.safetensors"]);
  const again: number[] = [];
  await prepareCandidates(request, { onProgress: (done) => again.push(done) });
  assert.deepEqual(again, [2176, 2304, 2432, 2548]);
  const kept = readCachedFeatures(whole, [names.length, model.architecture.embed_dim]);
  assert.deepEqual(kept, computeCandidateFeatures(request));
  assert.deepEqual(readdirSync(cacheFolder).length, 1);
  await prepareCandidates(request, { onProgress: () => assert.fail("kept already") });
});

test("of two that need the same nouns one encodes them, and the other waits for it", async () => {
  const names = wordnetNouns()
    .filter((noun) => /^[a-z]{3,6}$/.test(noun))
    .slice(0, 300);
  const cacheFolder = join(folder, "shared");
  const template = "a sketch of a {}.";
  const request = { model, tokenizer: clipTokenizer(), names, template, cacheFolder };
  const passes = { first: 0, second: 0 };
  await Promise.all(
    (["first", "second"] as const).map((who) =>
      prepareCandidates(request, { onProgress: () => (passes[who] += 1) }),
    ),
  );
  // Passes of 128 nouns.
  assert.deepEqual(passes, { first: Math.ceil(300 / 128), second: 0 });
});
