import { readFileSync } from "node:fs";
import { writeFileAtomic } from "./atomic-file";
import { mismatch, PromptcalError } from "./errors";
import { fromBfloat16, fromFloat16, toFloat16 } from "./float16";

/** Element types read; F16 and BF16 are widened to float32. */
export type Dtype = "F64" | "F32" | "F16" | "BF16" | "I32" | "U8";
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

const WIDTH: Readonly<Record<Dtype, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I32: 4,
  U8: 1,
};
const LARGEST_HEADER = 100 * 1024 * 1024;

/**
 * Reads a whole safetensors file (8-byte little-endian header length, JSON header, raw data).
 * Everything is checked before anything is allocated: header length, types, shapes, offsets.
 * @throws PromptcalError naming file, tensor, expected and got
 */
export function readSafetensors(path: string): SafetensorsFile {
  return parseSafetensors(readFileSync(path), path);
}

/** `readSafetensors` of bytes in memory; `where` names them in errors. */
export function parseSafetensors(bytes: Uint8Array, where: string): SafetensorsFile {
  const header = parseHeader(bytes, where);
  // A plain Uint8Array view: a Buffer's slice would share memory instead of copying.
  const body = new Uint8Array(
    bytes.buffer,
    bytes.byteOffset + header.bodyStart,
    bytes.byteLength - header.bodyStart,
  );
  const metadata = (header.fields["__metadata__"] ?? {}) as Record<string, string>;
  const entries = Object.entries(header.fields)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, field]) => ({ name, ...checkedField(name, field, body.length, where) }));
  checkCoverage(entries, body.length, where);
  const tensors = new Map<string, StoredTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    tensors.set(name, { dtype, shape, data: decode(dtype, body.slice(begin, end)) });
  }
  return { tensors, metadata };
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
        where: path,
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
  writeFileAtomic(path, [length, header, ...pieces]);
}

function dtypeOf(data: TensorData): Dtype {
  if (data instanceof Float64Array) return "F64";
  if (data instanceof Float32Array) return "F32";
  return data instanceof Int32Array ? "I32" : "U8";
}

function sortedRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function parseHeader(
  bytes: Uint8Array,
  where: string,
): { fields: Record<string, unknown>; bodyStart: number } {
  if (bytes.length < 8) {
    throw mismatch({
      what: "safetensors file",
      expected: "at least 8 bytes",
      got: `${bytes.length}`,
      where,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8 || length > LARGEST_HEADER) {
    throw mismatch({
      what: "safetensors header",
      expected: `at most ${Math.min(bytes.length - 8, LARGEST_HEADER)} bytes`,
      got: String(length),
      where,
    });
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 8, length).toString("utf8");
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch (error) {
    throw new PromptcalError(
      `safetensors header: expected JSON, got ${String(error)} (${where})`,
    );
  }
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw new PromptcalError(
      `safetensors header: expected a JSON object, got ${text.slice(0, 40)} (${where})`,
    );
  }
  return { fields: fields as Record<string, unknown>, bodyStart: 8 + length };
}

interface Field {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function checkedField(
  name: string,
  field: unknown,
  bodyLength: number,
  where: string,
): Field {
  const { dtype, shape, data_offsets: offsets } = (field ?? {}) as Record<string, unknown>;
  const what = `tensor ${name}`;
  if (typeof dtype !== "string" || !Object.hasOwn(WIDTH, dtype)) {
    throw mismatch({
      what,
      expected: `type ${Object.keys(WIDTH).join(", ")}`,
      got: String(dtype),
      where,
    });
  }
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw mismatch({
      what,
      expected: "shape and two data_offsets",
      got: JSON.stringify(field),
      where,
    });
  }
  const [begin, end] = [offsets[0]!, offsets[1]!];
  const size =
    shape.reduce((product, length) => product * length, 1) * WIDTH[dtype as Dtype];
  if (end - begin !== size || end > bodyLength) {
    throw mismatch({
      what,
      expected: `${size} bytes for shape [${shape.join(", ")}] within ${bodyLength}`,
      got: `offsets ${begin} to ${end}`,
      where,
    });
  }
  return { dtype: dtype as Dtype, shape, begin, end };
}

function checkCoverage(
  fields: readonly (Field & { name: string })[],
  bodyLength: number,
  where: string,
): void {
  let at = 0;
  for (const { name, begin, end } of [...fields].sort(
    (a, b) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== at) {
      throw mismatch({
        what: `tensor ${name}`,
        expected: `data at offset ${at}`,
        got: `${begin}`,
        where,
      });
    }
    at = end;
  }
  if (at !== bodyLength) {
    throw mismatch({
      what: "safetensors data",
      expected: `${at} bytes`,
      got: `${bodyLength}`,
      where,
    });
  }
}

function isSizes(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
  );
}

function decode(dtype: Dtype, bytes: Uint8Array): TensorData {
  const { buffer } = bytes;
  if (dtype === "F64") return new Float64Array(buffer);
  if (dtype === "F32") return new Float32Array(buffer);
  if (dtype === "I32") return new Int32Array(buffer);
  if (dtype === "F16") return fromFloat16(new Uint16Array(buffer));
  return dtype === "BF16" ? fromBfloat16(new Uint16Array(buffer)) : bytes;
}
