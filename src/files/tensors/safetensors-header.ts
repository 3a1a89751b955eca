import { mismatch, shown } from "../../errors/promptcal-error";
import { parseJson } from "../json/parse-json";

/** Bytes of an element of each type that can be read as numbers. */
const READABLE = { F64: 8, F32: 4, F16: 2, BF16: 2, I32: 4, U8: 1 } as const;
/**
 * Types that may stand in a file, as long as nobody asks for their values. So may types that are not listed,
 * which the format gets now and then; of those the size is not checked.
 */
const OPAQUE = { I64: 8, U64: 8, U32: 4, I16: 2, U16: 2, I8: 1, BOOL: 1, C64: 8 } as const;
const WIDTH: Readonly<Record<string, number>> = { ...READABLE, ...OPAQUE };

/** Element types read; F16 and BF16 are widened to float32. */
export type Dtype = keyof typeof READABLE;

export const DTYPES = Object.keys(READABLE) as readonly Dtype[];

/** Bytes of the largest header: 160,000 tensors; parsed, a hostile one takes twenty times as much. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

/** What to do where a file ends before what its header promises. */
const CUT = { fix: "the file is cut off: copy or download it again" };

/** Where a tensor lies: byte positions from the start of the data. */
export interface HeaderEntry {
  readonly name: string;
  /** As the file writes it; one of `DTYPES` where its values can be read. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly entries: readonly HeaderEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of a file, in memory or not. @param begin, length within the file */
export type ReadBytes = (begin: number, length: number) => Uint8Array;

/**
 * Reads and checks the safetensors header of bytes in memory: its length, types, shapes, and that the
 * tensors cover the data without a gap or an overlap. Nothing of the size of the data is allocated.
 * @returns also `body`, the bytes behind the header, a view
 * @throws PromptcalError naming tensor, expected and got
 */
export function parseSafetensorsHeader(
  bytes: Uint8Array,
  where: string,
): SafetensorsHeader & { readonly body: Uint8Array } {
  const read: ReadBytes = (begin, length) => bytes.subarray(begin, begin + length);
  const { bodyStart, ...header } = readSafetensorsHeader(read, bytes.length, where);
  // A plain Uint8Array view: a Buffer's slice would share memory instead of copying.
  const body = new Uint8Array(
    bytes.buffer,
    bytes.byteOffset + bodyStart,
    bytes.byteLength - bodyStart,
  );
  return { ...header, body };
}

/**
 * `parseSafetensorsHeader` of a file that is not in memory: asks for its first 8 bytes, then the header.
 * @param size of the file, bytes
 * @returns also the position where data begin
 */
export function readSafetensorsHeader(
  read: ReadBytes,
  size: number,
  where: string,
): SafetensorsHeader & { readonly bodyStart: number } {
  const { fields, bodyStart } = parseFields(read, size, where);
  const bodyLength = size - bodyStart;
  const metadata = checkedMetadata(fields["__metadata__"] ?? {}, where);
  const entries = Object.entries(fields)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, field]) => checkedField(name, field, bodyLength, where));
  checkCoverage(entries, bodyLength, where);
  return { entries, metadata, bodyStart };
}

function parseFields(
  read: ReadBytes,
  size: number,
  where: string,
): { fields: Record<string, unknown>; bodyStart: number } {
  if (size < 8) {
    throw mismatch({
      what: "safetensors file",
      expected: "at least 8 bytes",
      got: `${size}`,
      where,
    });
  }
  const start = read(0, 8);
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > size - 8 || length > MAX_HEADER_BYTES) {
    throw mismatch({
      what: "safetensors header",
      expected: `at most ${Math.min(size - 8, MAX_HEADER_BYTES)} bytes`,
      got: String(length),
      where,
      ...(length <= MAX_HEADER_BYTES ? CUT : {}),
    });
  }
  const header = read(8, length);
  const text = Buffer.from(header.buffer, header.byteOffset, length).toString("utf8");
  const fields = parseJson(text, "safetensors header", where);
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw mismatch({
      what: "safetensors header",
      expected: "a JSON object",
      got: text.slice(0, 40),
      where,
    });
  }
  return { fields: fields as Record<string, unknown>, bodyStart: 8 + length };
}

function checkedMetadata(value: unknown, where: string): Record<string, string> {
  const good =
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === "string");
  if (good) return value as Record<string, string>;
  throw mismatch({
    what: "safetensors metadata",
    expected: "an object of texts",
    got: shown(value),
    where,
  });
}

function checkedField(
  name: string,
  field: unknown,
  bodyLength: number,
  where: string,
): HeaderEntry {
  const { dtype, shape, data_offsets: offsets } = (field ?? {}) as Record<string, unknown>;
  const what = `tensor ${name}`;
  if (typeof dtype !== "string") {
    const expected = "the name of a type";
    throw mismatch({ what, expected, got: shown(dtype), where });
  }
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw mismatch({
      what,
      expected: "shape and two data_offsets",
      got: shown(field),
      where,
    });
  }
  const [begin, end] = [offsets[0]!, offsets[1]!];
  const count = shape.reduce((product, length) => product * length, 1);
  const size = Object.hasOwn(WIDTH, dtype) ? count * WIDTH[dtype]! : end - begin;
  if (size < 0 || end - begin !== size || end > bodyLength) {
    throw mismatch({
      what,
      expected: `${size} bytes for shape [${shape.join(", ")}] within ${bodyLength}`,
      got: `offsets ${begin} to ${end}`,
      where,
      ...(end > bodyLength ? CUT : {}),
    });
  }
  return { name, dtype, shape, begin, end };
}

function checkCoverage(
  fields: readonly HeaderEntry[],
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
