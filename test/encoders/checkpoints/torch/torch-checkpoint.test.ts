import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Checkpoint } from "../../../../src/encoders/checkpoints/checkpoint-tensors";
import { archiveInMemory } from "../../../../src/encoders/checkpoints/torch/archive-source";
import { torchCheckpoint } from "../../../../src/encoders/checkpoints/torch/torch-checkpoint";
import { torchFixture } from "../torch-fixtures";
import { zipOf } from "../zip-writer";

const text = (word: string): string => `X${String.fromCharCode(word.length)}\0\0\0${word}`;

interface Tensor {
  /** One letter or digit: the storage's file. */
  readonly key?: string;
  readonly type?: string;
  /** Numbers in the storage. */
  readonly length?: number;
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
}

/** A pickled tensor, every number below 256. */
function tensor({
  key = "0",
  type = "FloatStorage",
  length = 6,
  offset = 0,
  shape = [2, 3],
  strides = [3, 1],
}: Tensor): string {
  const numbers = (list: readonly number[]): string =>
    `(${list.map((n) => `K${String.fromCharCode(n)}`).join("")}t`;
  const id = `(${text("storage")}ctorch\n${type}\n${text(key)}${text("cpu")}K${String.fromCharCode(length)}tQ`;
  const rest = `K${String.fromCharCode(offset)}${numbers(shape)}${numbers(strides)}\x89ccollections\nOrderedDict\n)R`;
  return `ctorch._utils\n_rebuild_tensor_v2\n(${id}${rest}tR`;
}

/** An archive of torch.save with one tensor `w` and six float32 numbers 1 to 6 as its storage. */
function archive(described: Tensor, storage = Float32Array.of(1, 2, 3, 4, 5, 6)): Buffer {
  const pickle = Buffer.from(`\x80\x02}${text("w")}${tensor(described)}s.`, "latin1");
  return zipOf([
    { name: "top/data.pkl", data: pickle },
    { name: "top/byteorder", data: Buffer.from("little") },
    { name: "top/data/0", data: Buffer.from(storage.buffer) },
  ]);
}

function openBytes(bytes: Buffer): Promise<Checkpoint> {
  return torchCheckpoint(archiveInMemory(bytes), "x.pt");
}

async function values(described: Tensor): Promise<number[]> {
  const { tensors } = await openBytes(archive(described));
  return [...tensors.get("w")!.read()];
}

describe("checkpoints of PyTorch", () => {
  it("hold views: whole, from an offset, transposed, with gaps", async () => {
    assert.deepEqual(await values({}), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(await values({ offset: 2, shape: [3], strides: [1] }), [3, 4, 5]);
    assert.deepEqual(await values({ shape: [3, 2], strides: [1, 3] }), [1, 4, 2, 5, 3, 6]);
    assert.deepEqual(await values({ shape: [3], strides: [2] }), [1, 3, 5]);
    assert.deepEqual(await values({ offset: 4, shape: [], strides: [] }), [5]);
    assert.deepEqual(await values({ shape: [0, 3] }), []);
  });

  const wrong: [string, Tensor, RegExp][] = [
    ["beyond its storage", { offset: 1 }, /tensor w: expected at most the 6 values/],
    ["strided beyond it", { shape: [2], strides: [6] }, /at most the 6 values/],
    [
      "of far more values than stored",
      { shape: [200, 200], strides: [0, 0] },
      /at most the 6/,
    ],
    ["without its file", { key: "9" }, /24 bytes in data\/9, got no such file/],
    ["whose file is shorter", { length: 7 }, /28 bytes in data\/0, got 24/],
    ["of another width", { type: "HalfStorage" }, /12 bytes in data\/0, got 24/],
    [
      "of a thousand axes",
      { shape: Array<number>(1000).fill(1), strides: Array<number>(1000).fill(1) },
      /a tensor of storage/,
    ],
    ["with too few strides", { strides: [3] }, /a tensor of storage.*\(x\.pt, byte \d+\)/],
  ];
  for (const [what, described, message] of wrong) {
    it(`with a tensor ${what} are refused before it is read`, async () => {
      await assert.rejects(openBytes(archive(described)), {
        name: "PromptcalError",
        message,
      });
    });
  }

  it("keep integers unread", async () => {
    const bytes = archive({ type: "IntStorage" });
    const { tensors } = await openBytes(bytes);
    assert.throws(() => tensors.get("w")!.read(), /tensor w: expected type F64.*got I32/);
  });

  it("without weights, of another byte order, or nested in another archive are refused", async () => {
    const pickled = (name: string, body: string): Buffer =>
      zipOf([{ name, data: Buffer.from(`\x80\x02${body}.`, "latin1") }]);
    await assert.rejects(
      openBytes(pickled("top/data.pkl", `}${text("epoch")}K\x01s`)),
      /expected a state dict, got a dictionary with the keys epoch/,
    );
    await assert.rejects(openBytes(pickled("top/data.pkl", "K\x01")), /got a number/);
    const nested = zipOf([{ name: "inner.pt", data: archive({}) }]);
    await assert.rejects(
      openBytes(nested),
      /one FOLDER\/data.pkl, got 0 of them.*inner.pt/,
    );
    const big = zipOf([
      { name: "top/data.pkl", data: Buffer.from("\x80\x02}.", "latin1") },
      { name: "top/byteorder", data: Buffer.from("big") },
    ]);
    await assert.rejects(openBytes(big), /top\/byteorder: expected little/);
  });

  it("with lists as names are refused, the lists not written out", async () => {
    // A list that holds itself, and one that holds another twice, thirty levels deep: 2^30 items.
    const levels = Array.from({ length: 30 }, () => "q\x000](h\x00h\x00e").join("");
    for (const key of ["]q\x00h\x00a", `]${levels}`]) {
      const data = Buffer.from(`\x80\x02}${key}K\x01s.`, "latin1");
      await assert.rejects(openBytes(zipOf([{ name: "top/data.pkl", data }])), {
        name: "PromptcalError",
        message: /expected a state dict/,
      });
    }
  });

  it("that hold a module instead of weights are refused, its code unread", async () => {
    const bytes = readFileSync(torchFixture("whole-model.pt"));
    await assert.rejects(
      openBytes(bytes),
      /got the global __main__\.Node, which is not allowed.*state_dict/,
    );
  });

  it("of TorchScript whose modules contain themselves are refused", async () => {
    // A module that is remembered and then made its own attribute `a`.
    const cycle = `c__torch__\nM\n)\x81q\x01}${text("a")}h\x01sb.`;
    const data = Buffer.from(`\x80\x02${cycle}`, "latin1");
    await assert.rejects(
      openBytes(zipOf([{ name: "top/data.pkl", data }])),
      /got an endless tree/,
    );
  });
});
