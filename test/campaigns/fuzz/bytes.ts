import { randomInteger, type Random } from "../../../src/random/random";

/** Numbers at the edges of what formats store. */
const EDGES = [0n, 1n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0xffffn, 0x7fffffffn, 0x80000000n];
const WIDE_EDGES = [...EDGES, 0xffffffffn, 1n << 53n, (1n << 63n) - 1n, (1n << 64n) - 1n];

/** One of the list. */
export function pick<T>(list: readonly T[], random: Random): T {
  return list[randomInteger(list.length, random)]!;
}

/** True with this probability. */
export function chance(share: number, random: Random): boolean {
  return random() < share;
}

type Mutation = (bytes: Buffer, at: number, random: Random) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (bytes, at, random) => set(bytes, at, bytes[at]! ^ (1 << randomInteger(8, random))),
  (bytes, at, random) => set(bytes, at, randomInteger(256, random)),
  (bytes, at, random) => number(bytes, at, pick([1, 2, 4, 8], random), random),
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, random) => spliced(bytes, at, span(bytes, random), Buffer.alloc(0)),
  (bytes, at, random) => spliced(bytes, at, 0, noise(random)),
  // A piece once more, or a piece from elsewhere in place of another.
  (bytes, at, random) => spliced(bytes, at, 0, piece(bytes, random)),
  (bytes, at, random) => {
    const other = piece(bytes, random);
    return spliced(bytes, at, other.length, other);
  },
];

/** A copy of the bytes with one to a few random changes of any kind. */
export function mutateBytes(bytes: Uint8Array, random: Random): Buffer {
  let mutated: Buffer = Buffer.from(bytes);
  do {
    const at = randomInteger(Math.max(1, mutated.length), random);
    mutated = pick(MUTATIONS, random)(mutated, at, random);
  } while (chance(0.4, random));
  return mutated;
}

function set(bytes: Buffer, at: number, value: number): Buffer {
  if (at < bytes.length) bytes[at] = value;
  return bytes;
}

function number(bytes: Buffer, at: number, width: number, random: Random): Buffer {
  const value = Buffer.alloc(8);
  value.writeBigUInt64LE(pick(WIDE_EDGES, random));
  const stored = value.subarray(0, width);
  value.copy(bytes, at, 0, width);
  return chance(0.9, random) ? bytes : spliced(bytes, at, width, stored.reverse());
}

function span(bytes: Buffer, random: Random): number {
  return 1 + randomInteger(Math.min(64, Math.max(1, bytes.length)), random);
}

function piece(bytes: Buffer, random: Random): Buffer {
  const from = randomInteger(Math.max(1, bytes.length), random);
  return bytes.subarray(from, from + span(bytes, random));
}

function noise(random: Random): Buffer {
  const length = 1 + randomInteger(chance(0.1, random) ? 2000 : 12, random);
  return Buffer.from(Array.from({ length }, () => randomInteger(256, random)));
}

function spliced(bytes: Buffer, at: number, removed: number, put: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + removed)]);
}
