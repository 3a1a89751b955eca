import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  copyFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { writeTorchCheckpoint } from "../../../src/encoders/checkpoints/torch/write-torch";
import {
  importPrompts,
  type PromptImport,
} from "../../../src/experiments/prompts/import-prompts";
import { openPromptFile } from "../../../src/experiments/prompts/prompt-file";
import { readPredictions, type ClassSet } from "../../../src/experiments/run/predictions";
import { loadedModel } from "../../../src/experiments/suites/loaded-suite";
import { suiteNamed, SUITES_VARIABLE } from "../../../src/experiments/suites/suite";
import { wordRows } from "../../../src/methods/text/learned-context";
import { clipTokenizer } from "../../../src/encoders/tokens/tokenizer";
import { readSafetensors, tensorOf } from "../../../src/files/tensors/safetensors";
import { readTraces, traceTensor } from "../../../src/reference/reference-trace";
import { REFERENCE } from "../../reference";
import { makeReferenceSuite, OBJECTS } from "./reference-suite";

const WHOLE = resolve(__dirname, "../../../../shared/reference");
const SOURCE = existsSync(WHOLE) ? WHOLE : REFERENCE;
const folder = mkdtempSync(join(tmpdir(), "promptcal-prompts-"));
const store = join(folder, "runs");

before(async () => {
  await makeReferenceSuite(folder);
  process.env[SUITES_VARIABLE] = join(folder, "suites");
});
after(() => rmSync(folder, { recursive: true, force: true }));

function request(changes: Partial<PromptImport> = {}): PromptImport {
  return {
    ...{ suite: suiteNamed("reference"), store, dataset: OBJECTS, regulariser: "none" },
    ...{ seed: 1, shots: 3, settings: [], ignoreClassNames: false },
    ...changes,
  };
}

/** What is read of `prompts/index.json`. */
interface Index {
  readonly files: readonly {
    readonly name: string;
    readonly file: string;
    readonly trainer: string;
    readonly trace: string;
    readonly expected: Readonly<Partial<Record<ClassSet, { readonly logits: string }>>>;
  }[];
}

const index = JSON.parse(
  readFileSync(join(SOURCE, "prompts", "index.json"), "utf8"),
) as Index;

const [COOP, KGCOOP] = ["coop_momentum_cosine", "kgcoop"].map((name) =>
  join(REFERENCE, "prompts", name, "prompt_learner", "model.pth.tar-5"),
) as [string, string];

for (const { name, file, trainer, trace, expected } of index.files) {
  const path = join(SOURCE, file);
  const skip = !existsSync(path) && "a whole model, which is not copied";
  test(`${name}: logits of imported prompts are those of the trace`, { skip }, async () => {
    const traces = readTraces(REFERENCE);
    const others = readSafetensors(join(SOURCE, "prompts", "expected.safetensors"));
    const { result } = await importPrompts(path, request());
    assert.equal(result.spec.tuner, trainer.toLowerCase());
    const predictions = readPredictions(store, result.id);
    // Torch's own float32 strays so far from these numbers, which are float64's.
    const own = traces.methods[trace]!.float32_max_abs_deviation["logits"] as number;
    for (const [set, { logits }] of Object.entries(expected)) {
      const want = others.tensors.has(logits)
        ? tensorOf(others, logits, undefined, file).data
        : traceTensor(traces, logits).data;
      const got = predictions[set as ClassSet].logits;
      assert.equal(got.length, want.length);
      got.forEach((value, i) =>
        assert.ok(Math.abs(value - Number(want[i])) <= 10 * own, `${name} ${set} ${i}`),
      );
    }
  });
}

test("a run of a checkpoint is a run, and says that it was imported and what is unknown", async () => {
  const { result, added } = await importPrompts(KGCOOP, request({ seed: 7 }));
  assert.ok(added);
  const { file, hash, epoch, unknown } = result.provenance.imported!;
  assert.deepEqual([file, epoch, unknown], [KGCOOP, 5, ["options of the training"]]);
  assert.match(hash, /^[0-9a-f]{64}$/);
  const { n_ctx, csc, class_token_position, epochs } = result.spec.recipe;
  assert.deepEqual([n_ctx, csc, class_token_position], [4, false, "end"]);
  assert.equal(epochs, undefined);
  assert.ok(result.metrics.base.fd! > 0 && result.metrics.new.n === 8);
  const again = await importPrompts(KGCOOP, request({ seed: 7 }));
  assert.deepEqual([again.added, again.result.id], [false, result.id]);
});

test("options settle what no tensor tells", async () => {
  const middle = [{ name: "class_token_position", text: "middle" }];
  const [end, other] = [
    await importPrompts(COOP, request({ seed: 8 })),
    await importPrompts(COOP, request({ seed: 8, settings: middle })),
  ];
  assert.notEqual(end.result.id, other.result.id);
  assert.notDeepEqual(
    readPredictions(store, end.result.id).base.logits,
    readPredictions(store, other.result.id).base.logits,
  );
  await assert.rejects(
    importPrompts(COOP, request({ settings: [{ name: "epochs", text: "two" }] })),
    /option epochs/,
  );
});

/** A checkpoint with the tensors of another, changed. */
async function changed(
  name: string,
  from: string,
  change: (
    tensors: Record<string, { shape: readonly number[]; data: Float32Array }>,
  ) => void,
): Promise<string> {
  const { tensors } = await openPromptFile(from);
  const entries = [...tensors].map(([key, tensor]) => [
    key.replace("prompt_learner.", ""),
    { shape: tensor.shape, data: tensor.read() },
  ]);
  const values = Object.fromEntries(entries) as Parameters<typeof change>[0];
  change(values);
  const path = join(folder, name, "prompt_learner", "model.pth.tar-5");
  await writeTorchCheckpoint(path, values, { epoch: 5 });
  return path;
}

test("fixed words between context and name are found in the file", async () => {
  const { textTower } = await loadedModel(suiteNamed("reference"));
  const { data: word } = wordRows(textTower, clipTokenizer().encode("a"));
  // As words of five tokens for a context of four leave their last token in front of every name.
  const path = await changed("CoOp lead", COOP, (tensors) => {
    const { shape, data } = tensors["token_suffix"]!;
    const [classes, length, width] = shape as [number, number, number];
    for (let i = 0; i < classes; i++) {
      const rows = data.subarray(i * length * width, (i + 1) * length * width);
      rows.copyWithin(width, 0, rows.length - width);
      rows.set(word);
    }
  });
  await assert.rejects(importPrompts(path, request()), {
    name: "PromptcalError",
    message:
      /has the words "a" between context and class name, which no option tells; give .*ctx_init/,
  });
  const settings = [{ name: "ctx_init", text: "a photo, of a" }];
  const { result } = await importPrompts(path, request({ settings }));
  assert.equal(result.spec.recipe["ctx_init"], "a photo, of a");
  const without = await importPrompts(COOP, request());
  assert.notDeepEqual(
    readPredictions(store, result.id).base.textFeatures,
    readPredictions(store, without.result.id).base.textFeatures,
  );
});

test("each wrong file is told in one line, with what settles it", async () => {
  const half = join(folder, "half.pth.tar");
  copyFileSync(KGCOOP, half);
  truncateSync(half, 60_000);
  const wide = await changed("CoOp wide", COOP, (tensors) => {
    tensors["ctx"] = { shape: [4, 128], data: new Float32Array(512) };
  });
  const meta = await changed("CoOp meta", COOP, (tensors) => {
    tensors["meta_net.linear2.weight"] = { shape: [5, 2], data: new Float32Array(10) };
  });
  const three = await changed("CoOp three", COOP, (tensors) => {
    for (const name of ["token_prefix", "token_suffix"]) {
      const { shape, data } = tensors[name]!;
      const [, length, width] = shape as [number, number, number];
      tensors[name] = {
        shape: [3, length, width],
        data: data.slice(0, 3 * length * width),
      };
    }
  });
  const bare = await changed("bare", COOP, () => undefined);
  const none = join(folder, "none.pth.tar");
  await writeTorchCheckpoint(none, { weight: { shape: [1], data: Float32Array.of(1) } });
  const cases: readonly [string, Partial<PromptImport>, RegExp][] = [
    [half, {}, /zip archive: expected a whole one/],
    [
      wide,
      {},
      /prompts of width 128, .* width 64: .*another backbone; name the suite .*--suite/,
    ],
    [
      meta,
      {},
      /of a trainer that is not known: it holds .*meta_net.linear2.weight; known are CoOp/,
    ],
    [
      three,
      {},
      /was saved for the classes golden retriever, sunflower, airplane, and the base classes of objects are golden_retriever(, [^,;]+){5}; name the data set with --dataset/,
    ],
    [
      bare,
      {},
      /holds a context as CoOp, KgCoOp, ProGrad save it.*--tuner coop\|kgcoop\|prograd/,
    ],
    [
      none,
      {},
      /is no checkpoint of a prompt trainer: it has no tensor prompt_learner\.ctx/,
    ],
    [COOP, { tuner: "maple" }, /holds the tensors of CoOp, KgCoOp, ProGrad, not of maple/],
    [COOP, { seed: undefined }, /does not tell its seed; say it with --seed/],
    [COOP, { dataset: undefined }, /does not tell its data set; say it with --dataset/],
    [COOP, { dataset: "object" }, /unknown data set "object".*did you mean "objects"/],
    [join(folder, "missing"), {}, /does not exist/],
  ];
  for (const [path, changes, message] of cases)
    await assert.rejects(importPrompts(path, request(changes)), {
      name: "PromptcalError",
      message,
    });
  const taken = await importPrompts(three, request({ ignoreClassNames: true }));
  const whole = await importPrompts(COOP, request());
  assert.equal(taken.result.id, whole.result.id);
});
