import { parseNpy } from "../../../../src/files/tensors/npy";
import { randomInteger, type Random } from "../../../../src/random/random";
import { chance, mutateBytes, pick } from "../bytes";
import { promised, type FuzzTarget } from "../target";

const WHERE = "hostile.npz, logits.npy";
const WIDTHS: Readonly<Record<string, number>> = {
  ...{ "<f4": 4, "<f8": 8, ">f4": 4, "<f2": 2, "<i8": 8, "|u1": 1, "|b1": 1, ">i2": 2 },
};
/** What numpy would evaluate, unpickle or choke on. */
const TYPES = [
  "|O",
  "<U9",
  "<V8",
  "<c16",
  "__import__('os').system('touch x')",
  "",
  "<f16",
];
const SHAPES = [
  ...["(-1,)", "(1e3,)", "(99999999999999999999, 0)", "(1, 2", "()", "(,)", "1", "(0x2,)"],
  ...[
    "(2147483648, 2147483648, 2147483648, 0)",
    `(${"1,".repeat(5000)})`,
    "(9007199254740993,)",
  ],
];

/** A .npy file of this header, which need not be the data's. */
export function npyOf(header: string, body: Uint8Array, version = 1): Buffer {
  const text = Buffer.from(header.padEnd(64) + "\n", "latin1");
  const length = Buffer.alloc(version >= 2 ? 4 : 2);
  length.writeUIntLE(version >= 2 ? text.length : text.length & 0xffff, 0, length.length);
  const magic = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\x00`, "latin1");
  return Buffer.concat([magic, length, text, body]);
}

/** A header as numpy writes it, with any of its parts wrong. */
function bytesOf(random: Random): Buffer {
  const type = pick(Object.keys(WIDTHS), random);
  const shape = Array.from({ length: randomInteger(4, random) }, () =>
    randomInteger(4, random),
  );
  const size = shape.reduce((product, n) => product * n, 1) * WIDTHS[type]!;
  const descr = chance(0.1, random) ? pick(TYPES, random) : type;
  const sizes = chance(0.2, random) ? pick(SHAPES, random) : `(${shape.join(", ")},)`;
  const order = chance(0.1, random) ? "None" : pick(["True", "False"], random);
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${sizes}, }`;
  const version = chance(0.1, random) ? randomInteger(5, random) : pick([1, 2, 3], random);
  const bytes = npyOf(header, Buffer.alloc(size, 0x3f), version);
  return chance(0.5, random) ? mutateBytes(bytes, random) : bytes;
}

export const target: FuzzTarget = {
  about: "arrays of NPZ files (.npy): header, shape, types, order",
  inputs: 80_000,
  quick: 1500,
  prepare: () => (random) => {
    const bytes = bytesOf(random);
    const read = (): void => {
      const { shape, data } = parseNpy(bytes, WHERE);
      const count = shape.reduce((product, length) => product * length, 1);
      promised(data.length === count, "as many values as the shape says");
    };
    return { where: WHERE, read };
  },
};
