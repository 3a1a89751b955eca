import { zipOf } from "../encoders/checkpoints/zip-writer";

/** A .npy file, version 1. @param shape as Python writes it, for instance `(3,)` */
export function npyOf(
  descr: string,
  shape: string,
  data: Uint8Array,
  fortran = false,
): Buffer {
  const order = fortran ? "True" : "False";
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const padded = `${header.padEnd(117)}\n`;
  const start = Buffer.from("\x93NUMPY\x01\x00\x00\x00", "latin1");
  start.writeUInt16LE(padded.length, 8);
  return Buffer.concat([start, Buffer.from(padded, "latin1"), data]);
}

/** An NPZ file of these .npy files. */
export function npzOf(arrays: Readonly<Record<string, Buffer>>): Buffer {
  return zipOf(
    Object.entries(arrays).map(([name, data]) => ({ name: `${name}.npy`, data })),
  );
}

/** A tensor as the file holds it. */
export interface RawTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A safetensors file with tensors of any type. */
export function safetensorsOf(tensors: Readonly<Record<string, RawTensor>>): Buffer {
  let offset = 0;
  const fields = Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
    const begin = offset;
    offset += bytes.length;
    return [name, { dtype, shape, data_offsets: [begin, offset] }];
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(fields)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([
    length,
    header,
    ...Object.values(tensors).map(({ bytes }) => bytes),
  ]);
}

/** The bytes of a typed array. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
