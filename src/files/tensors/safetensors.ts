import { readBytes } from "../read-file";
import { writeFileAtomic } from "../atomic-file";
import { mismatch, PromptcalError } from "../../errors/promptcal-error";
import { fromBfloat16, fromFloat16, toFloat16 } from "./float16";
import {
  DTYPES,
  parseSafetensorsHeader,
  type Dtype,
  type HeaderEntry,
} from "./safetensors-header";

export type { Dtype } from "./safetensors-header";
export type TensorData = Float64Array | Float32Array | Int32Array | Uint8Array;

/** One tensor of a file, row-major. `dtype` is the stored type, `data` its widened values. */
export interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A tensor to store; `dtype: "F16"` rounds float32 data to half precision. */
export interface TensorToStore {
  readonly shape: readonly number[];
  readonly data: TensorData;
  readonly dtype?: "F16";
}

/** A tensor that stays in its file's bytes until somebody asks for its values. */
export interface IndexedTensor {
  readonly dtype: HeaderEntry["dtype"];
  readonly shape: readonly number[];
  /** Values, row-major: a view of the file's bytes where type and position allow it, else a copy. */
  readonly read: () => TensorData;
}

/**
 * Reads a whole safetensors file (8-byte little-endian header length, JSON header, raw data).
 * Everything is checked before anything is allocated: header length, types, shapes, offsets.
 * @throws PromptcalError naming file, tensor, expected and got
 */
export function readSafetensors(path: string): SafetensorsFile {
  return parseSafetensors(readBytes(path), path);
}

/** `readSafetensors` of bytes in memory; `where` names them in errors. */
export function parseSafetensors(bytes: Uint8Array, where: string): SafetensorsFile {
  const { entries, metadata, body } = parseSafetensorsHeader(bytes, where);
  const tensors = new Map<string, StoredTensor>();
  for (const entry of entries) {
    const dtype = readable(entry, where);
    const data = decode(dtype, body.slice(entry.begin, entry.end));
    tensors.set(entry.name, { dtype, shape: entry.shape, data });
  }
  return { tensors, metadata };
}

/**
 * The tensors of a file in memory, each read when it is asked for: for files that are large beside
 * the machine's memory, or that hold types which nobody reads (the int64 positions of checkpoints).
 */
export function indexSafetensors(
  bytes: Uint8Array,
  where: string,
): {
  readonly tensors: ReadonlyMap<string, IndexedTensor>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  const { entries, metadata, body } = parseSafetensorsHeader(bytes, where);
  const tensors = new Map<string, IndexedTensor>();
  for (const entry of entries) {
    const own = body.subarray(entry.begin, entry.end);
    tensors.set(entry.name, indexedTensor(entry, own, where));
  }
  return { tensors, metadata };
}

/** A tensor of a checked header. @param bytes the tensor's own */
export function indexedTensor(
  entry: HeaderEntry,
  bytes: Uint8Array,
  where: string,
): IndexedTensor {
  const { dtype, shape } = entry;
  return { dtype, shape, read: () => decode(readable(entry, where), bytes) };
}

/** Returns a tensor by name, its shape checked where `shape` is given (-1 = any length). */
export function tensorOf(
  file: SafetensorsFile,
  name: string,
  shape?: readonly number[],
  where = "safetensors",
): StoredTensor {
  const tensor = file.tensors.get(name);
  if (tensor === undefined) {
    throw new PromptcalError(`tensor ${name}: expected in ${where}, got none of that name`);
  }
  const fits =
    shape === undefined ||
    (shape.length === tensor.shape.length &&
      shape.every((length, axis) => length === -1 || length === tensor.shape[axis]));
  if (!fits) {
    throw mismatch({
      what: `tensor ${name}`,
      expected: `shape [${shape.join(", ")}]`,
      got: `[${tensor.shape.join(", ")}]`,
      where,
    });
  }
  return tensor;
}

/**
 * Writes tensors, sorted by name, whole or not at all. Equal input gives equal bytes.
 * @throws PromptcalError if a shape does not fit its data
 */
export function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorToStore>>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  writeFileAtomic(path, safetensorsPieces(tensors, metadata, path));
}

/**
 * What `writeSafetensors` writes, as pieces that follow one another.
 * @param where names the tensors' file in errors
 */
export function safetensorsPieces(
  tensors: Readonly<Record<string, TensorToStore>>,
  metadata: Readonly<Record<string, string>>,
  where: string,
): readonly Uint8Array[] {
  const fields: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) fields["__metadata__"] = sortedRecord(metadata);
  const pieces: Uint8Array[] = [];
  let offset = 0;
  for (const name of Object.keys(tensors).sort()) {
    const { shape, data, dtype } = tensors[name]!;
    const count = shape.reduce((product, length) => product * length, 1);
    if (count !== data.length) {
      throw mismatch({
        what: `tensor ${name}`,
        expected: `${count} values for shape [${shape.join(", ")}]`,
        got: String(data.length),
        where,
      });
    }
    const stored = dtype === "F16" ? toFloat16(Float32Array.from(data)) : data;
    const piece = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
    fields[name] = {
      dtype: dtype ?? dtypeOf(data),
      shape,
      data_offsets: [offset, offset + piece.byteLength],
    };
    pieces.push(piece);
    offset += piece.byteLength;
  }
  const json = JSON.stringify(fields);
  const header = Buffer.from(
    json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8),
    "utf8",
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return [length, header, ...pieces];
}

function dtypeOf(data: TensorData): Dtype {
  if (data instanceof Float64Array) return "F64";
  if (data instanceof Float32Array) return "F32";
  return data instanceof Int32Array ? "I32" : "U8";
}

function sortedRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readable({ name, dtype }: HeaderEntry, where: string): Dtype {
  const found = DTYPES.find((type) => type === dtype);
  if (found !== undefined) return found;
  throw mismatch({
    what: `tensor ${name}`,
    expected: `type ${DTYPES.join(", ")}`,
    got: dtype,
    where,
  });
}

/** Numbers of little-endian bytes: a view where they lie aligned, else a copy. */
export function decode(dtype: Dtype, bytes: Uint8Array): TensorData {
  // Aligned to the widest type, so that one rule serves all.
  const { buffer, byteOffset, byteLength } =
    bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  if (dtype === "F64") return new Float64Array(buffer, byteOffset, byteLength / 8);
  if (dtype === "F32") return new Float32Array(buffer, byteOffset, byteLength / 4);
  if (dtype === "I32") return new Int32Array(buffer, byteOffset, byteLength / 4);
  if (dtype === "U8") return bytes;
  const patterns = new Uint16Array(buffer, byteOffset, byteLength / 2);
  return dtype === "F16" ? fromFloat16(patterns) : fromBfloat16(patterns);
}
