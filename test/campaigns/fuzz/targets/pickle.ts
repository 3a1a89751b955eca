import { readFileSync } from "node:fs";
import { TORCH_WORLD } from "../../../../src/encoders/checkpoints/torch/torch-world";
import { unpickle } from "../../../../src/encoders/checkpoints/torch/unpickle";
import { openZip } from "../../../../src/encoders/checkpoints/torch/zip-archive";
import { randomInteger, type Random } from "../../../../src/random/random";
import { torchFixture } from "../../../encoders/checkpoints/torch-fixtures";
import { chance, mutateBytes, pick } from "../bytes";
import type { FuzzTarget } from "../target";

const WHERE = "hostile.pt";
const FIXTURES = ["state-dict.pt", "torchscript.pt", "training.pth", "whole-model.pt"];

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.from("X"), length, bytes]);
};
const raw = (value: string): Buffer => Buffer.from(value, "latin1");
const global = (module: string, name: string): Buffer => raw(`c${module}\n${name}\n`);

/** Pieces of a pickle's program, from Python's pickletools; the first ones would execute code. */
const PIECES: readonly Buffer[] = [
  Buffer.concat([global("os", "system"), text("touch ../canary.txt"), raw("\x85R")]),
  Buffer.concat([global("builtins", "eval"), text("1"), raw("\x85R")]),
  Buffer.concat([text("posix"), text("system"), raw("\x93")]),
  Buffer.concat([global("__torch__.a", "__init__"), raw(")\x81}b")]),
  global("torch._utils", "_rebuild_tensor_v2"),
  global("torch", "FloatStorage"),
  global("collections", "OrderedDict"),
  global("constructor", "prototype"),
  Buffer.concat([text("storage"), global("torch", "LongStorage"), text("0"), text("cpu")]),
  ...[text("__proto__"), text("toString"), text("state_dict"), text("\u001b[2J")],
  // Lists that hold themselves, each other, or many times the same.
  ...["]q\x00h\x00a", "]q\x01(h\x01h\x01h\x01e", "}q\x02h\x02h\x02s", "(h\x00h\x00h\x00t"],
  ...["(", "0", "1", "2", "N", "]", "}", ")", "l", "t", "a", "e", "s", "u", "R", "b", "Q"],
  ...["\x80\x02", "\x80\x05", "\x85", "\x86", "\x87", "\x94", "\x93", "\x81", ".", "c\n\n"],
  ...["K\x01", "M\xff\xff", "J\xff\xff\xff\x7f", "J\xff\xff\xff\xff", "\x8a\x00", "\x88"],
  ...["\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f", "G\x7f\xf8\x00\x00\x00\x00\x00\x00"],
  ...["X\xff\xff\xff\xff", "B\xff\xff\xff\x7f", "\x8d\xff\xff\xff\xff\xff\xff\xff\xff"],
  ...["q\x00", "h\x00", "r\xff\xff\xff\xff", "j\xff\xff\xff\xff", "\x95\xff\x00", "i\n\n"],
].map((piece) => (typeof piece === "string" ? raw(piece) : piece));

function program(seeds: readonly Uint8Array[], random: Random): Buffer {
  if (chance(0.3, random)) return mutateBytes(pick(seeds, random), random);
  const parts: Uint8Array[] = [raw("\x80\x02")];
  if (chance(0.5, random)) {
    // Pieces in the middle of a right program.
    const seed = pick(seeds, random);
    const at = randomInteger(seed.length, random);
    return Buffer.concat([
      seed.subarray(0, at),
      ...some(random),
      seed.subarray(at + randomInteger(20, random)),
    ]);
  }
  parts.push(...some(random), raw("."));
  return Buffer.concat(parts);
}

function some(random: Random): Buffer[] {
  const pieces = Array.from({ length: 1 + randomInteger(12, random) }, () =>
    pick(PIECES, random),
  );
  // Rarely very many: what is small for one is large for a hundred thousand.
  if (!chance(0.002, random)) return pieces;
  return Array.from({ length: 20_000 }, () => Buffer.concat(pieces));
}

export const target: FuzzTarget = {
  about: "pickle of torch's checkpoints: opcodes, globals, memo, lengths",
  inputs: 230_000,
  quick: 3000,
  prepare: async () => {
    const seeds: Uint8Array[] = [];
    for (const name of FIXTURES) {
      for (const [path, entry] of await openZip(readFileSync(torchFixture(name)), name))
        if (path.endsWith("/data.pkl")) seeds.push(entry.read());
    }
    return (random) => {
      const bytes = program(seeds, random);
      return { where: WHERE, read: () => unpickle(bytes, TORCH_WORLD, WHERE) };
    };
  },
};
