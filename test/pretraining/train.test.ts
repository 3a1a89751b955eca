import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, before, describe, it } from "node:test";
import { clipTokenizer } from "../../src/encoders/tokens/tokenizer";
import { startBackend } from "../../src/engine/backend";
import { tf } from "../../src/engine/tf";
import { readSafetensors } from "../../src/files/tensors/safetensors";
import { imagesOf, PRETRAINING } from "../../src/pretraining/recipe";
import { train, type Training, type TrainOptions } from "../../src/pretraining/train";
import { drawnCorpus } from "./drawn-corpus";

const { encode, start, end } = clipTokenizer();
const STEPS = 2;
const BATCH = 2;
/** The bundled model's own size and stages, in two steps of two icons and one of refinement. */
const recipe = {
  ...PRETRAINING,
  images: STEPS * BATCH,
  batch: [BATCH, BATCH] as const,
  warmUpSteps: 2,
  refinements: [{ share: 1 / STEPS, batch: BATCH, rate: 3e-4, wordsShare: 0.5 }],
  setWeights: {},
};
const corpus = drawnCorpus(32, 1);
const folders: string[] = [];

function options(folder: string, more: Partial<TrainOptions> = {}): TrainOptions {
  return { folder, corpus, encode, start, end, recipe, products: "float32", ...more };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-pretraining-"));
  folders.push(folder);
  return folder;
}

/** A signal that is asked before each step and says stop before step `steps`. */
function stopAfter(steps: number): AbortSignal {
  let requested = 0;
  return {
    get aborted() {
      return requested++ >= steps;
    },
  } as AbortSignal;
}

/** Trains and frees the variables, as the end of a process would. */
async function trainOnce(request: TrainOptions): Promise<Training["progress"]> {
  const { progress } = await train(request);
  tf.disposeVariables();
  return { ...progress };
}

const checkpointIn = (folder: string): string => join(folder, "checkpoint.safetensors");

describe("pretraining", () => {
  before(() => startBackend("cpu"));
  afterEach(() => {
    tf.disposeVariables();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it("that was interrupted goes on to the very tensors of an unbroken one", async () => {
    const [unbroken, broken] = [newFolder(), newFolder()];
    const expected = await trainOnce(options(unbroken));
    const first = await trainOnce(options(broken, { signal: stopAfter(1) }));
    assert.equal(first.step, 1);
    const second = await trainOnce(options(broken, { signal: stopAfter(1) }));
    assert.equal(second.step, 2);
    const last = await trainOnce(options(broken));
    assert.equal(last.seen, imagesOf(recipe));
    assert.equal(last.step, STEPS + 1);
    assert.deepEqual({ ...last, seconds: 0 }, { ...expected, seconds: 0 });
    const [a, b] = [unbroken, broken].map((folder) =>
      readSafetensors(checkpointIn(folder)),
    );
    assert.deepEqual([...b!.tensors.keys()], [...a!.tensors.keys()]);
    for (const [name, { data }] of a!.tensors) {
      assert.deepEqual(b!.tensors.get(name)!.data, data, name);
    }
  });

  it("refuses a damaged checkpoint and one of another training, and keeps them", async () => {
    const folder = newFolder();
    await trainOnce(options(folder, { signal: stopAfter(1) }));
    const before = readFileSync(checkpointIn(folder));
    await assert.rejects(
      train(options(folder, { recipe: { ...recipe, rate: 1 } })),
      /checkpoint .*: expected training [0-9a-f]{12}, got [0-9a-f]{12}.*move it away/,
    );
    tf.disposeVariables();
    assert.deepEqual(readFileSync(checkpointIn(folder)), before);
    truncateSync(checkpointIn(folder), before.length - 100);
    await assert.rejects(train(options(folder)), { name: "PromptcalError" });
  });
});
