import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InertObject } from "../../../../src/encoders/checkpoints/torch/inert-object";
import {
  PickledTuple,
  type Pickled,
} from "../../../../src/encoders/checkpoints/torch/pickled";
import {
  TORCH_WORLD,
  TorchStorage,
} from "../../../../src/encoders/checkpoints/torch/torch-world";
import { unpickle } from "../../../../src/encoders/checkpoints/torch/unpickle";

/** Reads a pickle of protocol 2 whose body is given in latin1. */
function read(body: string): Pickled {
  return unpickle(Buffer.from(`\x80\x02${body}`, "latin1"), TORCH_WORLD, "x.pt");
}

/** BINUNICODE of an ASCII text. */
const text = (word: string): string => `X${String.fromCharCode(word.length)}\0\0\0${word}`;

describe("the unpickler", () => {
  it("reads numbers, texts and their containers", () => {
    assert.equal(read("K\x07."), 7);
    assert.equal(read("M\x02\x01."), 258);
    assert.equal(read("J\xfe\xff\xff\xff."), -2);
    // LONG1 of three bytes: 0x010000 = 65536; of none: 0.
    assert.equal(read("\x8a\x03\0\0\x01."), 65536);
    assert.equal(read("\x8a\x00."), 0);
    assert.equal(read("G\x3f\xf8\0\0\0\0\0\0."), 1.5);
    assert.equal(read("N."), null);
    assert.equal(read("\x88."), true);
    assert.equal(read(`${text("abc")}.`), "abc");
    assert.deepEqual(read("](K\x01K\x02e."), [1, 2]);
    assert.deepEqual(read("(K\x01K\x02K\x03t."), new PickledTuple([1, 2, 3]));
    assert.deepEqual(read("K\x01K\x02\x86."), new PickledTuple([1, 2]));
    assert.deepEqual(
      read(`}(${text("a")}K\x01u${text("b")}K\x02s.`),
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
    );
    // What was put into the memo is the same object, not a copy.
    const twice = read("]q\x05h\x05\x86.") as PickledTuple;
    assert.equal(twice.items[0], twice.items[1]);
  });

  it("makes storages and OrderedDicts, by both ways to name a global", () => {
    assert.deepEqual(read("ccollections\nOrderedDict\n)R."), new Map());
    const named = `${text("collections")}${text("OrderedDict")}\x93)R.`;
    assert.deepEqual(read(named), new Map());
    const id = `(${text("storage")}ctorch\nHalfStorage\n${text("3")}${text("cpu")}K\x05tQ.`;
    assert.deepEqual(read(id), new TorchStorage("3", "F16", 2, 5));
  });

  it("reads what newer protocols have beside: sets, long numbers, bytes", () => {
    assert.deepEqual(read("\x8f(K\x01K\x02\x90."), [1, 2]);
    assert.deepEqual(read("(K\x01K\x02\x91."), [1, 2]);
    assert.equal(read("\x8b\x02\0\0\0\xff\xff."), -1);
    assert.equal(read(`\x8b\x40\0\0\0${"\x01".repeat(64)}.`), Infinity);
    for (const opcode of ["\x8e", "\x96"])
      assert.deepEqual(read(`${opcode}\x02\0\0\0\0\0\0\0ab.`), Buffer.from("ab"));
    const pairs = `ccollections\nOrderedDict\n]](${text("a")}K\x01ea\x85R.`;
    assert.deepEqual(read(pairs), new Map([["a", 1]]));
  });

  const inert: [string, string, string, Pickled[]][] = [
    ["a call of the shell", `cposix\nsystem\n(${text("id")}tR.`, "posix.system", ["id"]],
    ["a builtin", "cbuiltins\neval\n.", "builtins.eval", []],
    ["a property of every object", "ctorch\nconstructor\n.", "torch.constructor", []],
    ["a call of what a call gave", "cbuiltins\ngetattr\n)R)R.", "builtins.getattr", []],
    ["torch.Size", "ctorch\nSize\nK\x03\x85\x85R.", "torch.Size", [new PickledTuple([3])]],
    ["a call by names", "cx\nY\n)}\x92.", "x.Y", []],
    [
      "a storage of quantised numbers",
      `(${text("storage")}ctorch\nQInt8Storage\n${text("0")}NK\x05tQ.`,
      "torch.QInt8Storage",
      [],
    ],
  ];
  for (const [what, body, name, args] of inert) {
    it(`makes an object that does nothing of ${what}`, () => {
      assert.deepEqual(read(body), new InertObject(name, args));
    });
  }

  it("fills objects of unknown classes, and gives them their state", () => {
    const filled = read(`cx\nMyDict\n)\x81}${text("n")}K\x02sb${text("a")}K\x01s.`);
    assert.ok(filled instanceof InertObject);
    assert.deepEqual(filled.entries, new Map([["a", 1]]));
    assert.deepEqual(filled.state, new Map([["n", 2]]));
    assert.ok(read("ccollections\ndeque\n)R(K\x01e.") instanceof InertObject);
  });

  const hostile: [string, string, RegExp][] = [
    ["an opcode for old classes", "(cos\nsystem\no.", /opcode.*got 0x6f/],
    [
      "INST, which names a class too",
      "(iposix\nsystem\n.",
      /opcode.*got 0x69 \(x\.pt, byte 3\)/,
    ],
    ["an extension code", "\x82\x01.", /opcode.*0x82/],
    ["a call of a text", `${text("a")})R.`, /a function and its arguments, got a string/],
    ["a call of a storage's type", "ctorch\nFloatStorage\n)R.", /by its persistent id/],
    ["a persistent id of another kind", "K\x01Q.", /persistent id.*\(x\.pt, byte 4\)/],
    ["millions of objects in a few bytes each", "]".repeat(2_000_000), /at most 2000000/],
    ["a text longer than the file", "X\xff\xff\xff\x7fabc.", /expected 2147483647 bytes/],
    ["no end", "K\x01", /expected 1 bytes at 4, got the end/],
    ["an empty stack", ".", /expected a value, got an empty stack/],
    ["no mark", "K\x01t.", /expected a mark, got none/],
    ["an unknown memo", "h\x01.", /expected memo 1, got none/],
    ["items for a list", "](K\x01K\x02u.", /a dictionary and pairs, got a list/],
    ["half a pair", "}(K\x01u.", /a dictionary and pairs/],
    ["an appended dictionary", "}K\x01a.", /expected a list, got a dictionary/],
    ["a state for a number", "K\x01}b.", /expected an object, got a number/],
    [
      "a tensor without a storage",
      "ctorch._utils\n_rebuild_tensor_v2\n)R.",
      /tensor of storage/,
    ],
  ];
  for (const [what, body, message] of hostile) {
    it(`refuses ${what}`, () => {
      assert.throws(() => read(body), { name: "PromptcalError", message });
    });
  }

  it("refuses protocols that torch does not write", () => {
    const pickle = Buffer.from("\x80\x06K\x01.", "latin1");
    assert.throws(() => unpickle(pickle, TORCH_WORLD, "x.pt"), /protocol 2 to 5, got 6/);
  });
});
