import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Checkpoint } from "../../../../src/encoders/checkpoints/checkpoint-tensors";
import { archiveInMemory } from "../../../../src/encoders/checkpoints/torch/archive-source";
import { torchCheckpoint } from "../../../../src/encoders/checkpoints/torch/torch-checkpoint";
import { fixtureValues, torchFixture } from "../torch-fixtures";
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
    it(`with a tensor ${what} are refused before its bytes are read`, async () => {
      await assert.rejects(values(described), {
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

  it("that hold a module give its tensors, its code unread", async () => {
    const { tensors } = await openBytes(readFileSync(torchFixture("whole-model.pt")));
    const name = "_modules.visual._parameters.proj";
    assert.deepEqual(tensors.get(name)!.read(), fixtureValues("visual.proj", [12, 6]));
  });

  it("of TorchScript whose modules contain themselves have an end", async () => {
    // A module that is remembered and then made its own attribute `a`.
    const cycle = `c__torch__\nM\n)\x81q\x01}${text("a")}h\x01sb.`;
    const data = Buffer.from(`\x80\x02${cycle}`, "latin1");
    await assert.rejects(
      openBytes(zipOf([{ name: "top/data.pkl", data }])),
      /expected a state dict, got an object, without a tensor/,
    );
  });
});

/** An archive of torch.save whose pickle has this body; its storages are the numbers 1 to 6. */
function saved(body: string): Buffer {
  const storage = Buffer.from(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);
  return zipOf([
    { name: "top/data.pkl", data: Buffer.from(`\x80\x02${body}.`, "latin1") },
    { name: "top/data/0", data: storage },
  ]);
}

const dict = (...pairs: readonly (readonly [string, string])[]): string =>
  `}(${pairs.map(([key, value]) => text(key) + value).join("")}u`;

describe("what lies beside the tensors", () => {
  const state = dict(["w", tensor({})]);
  const shortcutPath: [string, string][] = [
    [
      "a scalar of numpy",
      `cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\n(${text("f8")}K\x00K\x01tR(K\x03${text("<")}NNNtbC\x08\0\0\0\0\0\0\0\0\x86R`,
    ],
    [
      "an array of numpy",
      `cnumpy._core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\x00\x85C\x01btR(K\x01K\x01\x85Nb`.replace(
        "Nb",
        "C\x01xtb",
      ),
    ],
    ["a Namespace", `cargparse\nNamespace\n)\x81}${text("lr")}G\x3f\xf0\0\0\0\0\0\0sb`],
    ["a scheduler with a function", `cfunctools\npartial\ncbuiltins\nprint\n\x85R`],
    ["a size of torch", `ctorch\nSize\n(K\x01K\x02t\x85R`],
    ["a type of torch", "ctorch\nfloat16\n"],
    ["a device", `ctorch\ndevice\n${text("cuda")}\x85R`],
    ["a set", "c__builtin__\nset\n](K\x01e\x85R"],
    ["a defaultdict", `ccollections\ndefaultdict\nc__builtin__\nlist\n\x85R${text("a")}Ns`],
    ["a path", `cpathlib\nPosixPath\n(${text("/")}${text("tmp")}tR`],
    ["a call of the shell", `cos\nsystem\n${text("touch canary")}\x85R`],
  ];
  for (const [what, value] of shortcutPath) {
    it(`is passed over: ${what}`, async () => {
      const body = dict(["args", value], ["state_dict", state], ["epoch", "K\x03"]);
      const { tensors } = await openBytes(saved(body));
      assert.deepEqual([...tensors.keys()], ["state_dict.w"]);
      assert.deepEqual([...tensors.get("state_dict.w")!.read()], [1, 2, 3, 4, 5, 6]);
    });
  }

  it("does not hide a state dict in a dictionary's subclass, a list or an object", async () => {
    const subclass = `cmy.code\nState\n)R${text("w")}${tensor({})}s`;
    for (const [body, name] of [
      [dict(["model", subclass]), "model.w"],
      [`](${state}e`, "0.w"],
      [`cmy.code\nWrapper\n)\x81}${text("net")}${state}sb`, "net.w"],
      [`cmy.code\nWrapper\n${state}\x85R`, "w"],
    ] as const) {
      const { tensors } = await openBytes(saved(body));
      assert.deepEqual([...tensors.keys()], [name]);
    }
  });

  it("stays in the file where it is not asked for", async () => {
    const both = saved(dict(["a", state], ["b", state]));
    const { tensors } = await torchCheckpoint(archiveInMemory(both), "x.pt", () => ["a.w"]);
    assert.equal(tensors.get("a.w")!.read().length, 6);
    assert.throws(() => tensors.get("b.w")!.read(), /tensor b\.w was left in its file/);
  });
});

describe("tensors of types without a storage of their own", () => {
  const typed = (type: string, bytes: number): string => {
    const id = `(${text("storage")}ctorch.storage\nUntypedStorage\n${text("0")}${text("cpu")}K${String.fromCharCode(bytes)}tQ`;
    return `ctorch._utils\n_rebuild_tensor_v3\n(${id}K\x00K\x06\x85K\x01\x85\x89}ctorch\n${type}\ntR`;
  };

  it("are known by their type, which is read where it is one of weights", async () => {
    const body = dict(["w", typed("float32", 24)], ["q", typed("float8_e4m3fn", 24)]);
    const { tensors } = await openBytes(saved(body));
    assert.deepEqual([...tensors.get("w")!.read()], [1, 2, 3, 4, 5, 6]);
    assert.equal(tensors.get("q")!.dtype, "F8_E4M3");
    assert.throws(
      () => tensors.get("q")!.read(),
      /tensor q: expected type F64.*got F8_E4M3/,
    );
  });

  it("are passed over where nothing is known of them, as sparse ones are", async () => {
    const sparse = `ctorch._utils\n_rebuild_sparse_tensor\n(ctorch\nsparse_coo\n(${tensor({})}${tensor({})}ttR`;
    const body = dict(["w", tensor({})], ["m", typed("float4", 3)], ["s", sparse]);
    const names = [...(await openBytes(saved(body))).tensors.keys()];
    assert.ok(names.includes("w") && !names.includes("m") && !names.includes("s"));
  });

  it("of a tensor's subclass are those of the tensor", async () => {
    const [make, args] = tensor({})
      .split("(", 1)
      .concat(tensor({}).slice(tensor({}).indexOf("("), -1));
    const body = dict([
      "w",
      `ctorch._tensor\n_rebuild_from_type_v2\n(${make}cx\nMine\n${args}}tR`,
    ]);
    const { tensors } = await openBytes(saved(body));
    assert.deepEqual([...tensors.get("w")!.read()], [1, 2, 3, 4, 5, 6]);
  });
});
