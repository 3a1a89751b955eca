import {
  indexSafetensors,
  parseSafetensors,
  type StoredTensor,
} from "../../../../src/files/tensors/safetensors";
import { randomInteger, type Random } from "../../../../src/random/random";
import { chance, mutateBytes, pick } from "../bytes";
import { hostileValue, jsonText, mutateJson } from "../json";
import { promised, type FuzzTarget } from "../target";

const WHERE = "hostile.safetensors";
const WIDTHS: Readonly<Record<string, number>> = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2, I32: 4, U8: 1, I64: 8, BOOL: 1 },
};

/** A safetensors file of this header, which need not be the data's. */
export function safetensorsOf(header: string, body: Uint8Array, length?: bigint): Buffer {
  const text = Buffer.from(header);
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([start, text, body]);
}

/** Fields of a right header, and bytes for them. */
function honest(random: Random): { fields: Record<string, unknown>; body: Buffer } {
  const fields: Record<string, unknown> = {};
  if (chance(0.5, random)) fields["__metadata__"] = { format: "pt", epoch: "3" };
  let at = 0;
  for (let i = randomInteger(4, random); i >= 0; i--) {
    const dtype = pick(Object.keys(WIDTHS), random);
    const shape = Array.from({ length: randomInteger(4, random) }, () =>
      randomInteger(4, random),
    );
    const size = shape.reduce((product, n) => product * n, 1) * WIDTHS[dtype]!;
    fields[`tensor.${i}`] = { dtype, shape, data_offsets: [at, at + size] };
    at += size;
  }
  return { fields, body: Buffer.alloc(at, 0x3f) };
}

function bytesOf(random: Random): Buffer {
  const { fields, body } = honest(random);
  if (chance(0.4, random))
    return mutateBytes(safetensorsOf(jsonText(fields), body), random);
  if (chance(0.1, random)) fields["extra"] = hostileValue(random);
  const header = mutateJson(fields, random);
  const length = chance(0.05, random)
    ? BigInt.asUintN(
        64,
        BigInt(randomInteger(2 ** 31, random)) << BigInt(pick([0, 16, 33], random)),
      )
    : undefined;
  return safetensorsOf(header, body, length);
}

function checkTensor({ shape, data }: Pick<StoredTensor, "shape" | "data">): void {
  const count = shape.reduce((product, length) => product * length, 1);
  promised(data.length === count, "as many values as the shape says");
}

export const target: FuzzTarget = {
  about: "safetensors: header, types, offsets, values",
  inputs: 180_000,
  quick: 3000,
  prepare: () => (random) => {
    const bytes = bytesOf(random);
    const read = (): void => {
      const { tensors, metadata } = indexSafetensors(bytes, WHERE);
      for (const value of Object.values(metadata))
        promised(typeof value === "string", "metadata of texts");
      for (const [, { shape, read: values }] of tensors)
        checkTensor({ shape, data: values() });
      for (const tensor of parseSafetensors(bytes, WHERE).tensors.values())
        checkTensor(tensor);
    };
    return { where: WHERE, read };
  },
};
