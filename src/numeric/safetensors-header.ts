import { mismatch, shown } from "./errors";
import { parseJson } from "./parse-json";

/** Bytes of an element of each type that can be read as numbers. */
const READABLE = { F64: 8, F32: 4, F16: 2, BF16: 2, I32: 4, U8: 1 } as const;
/** Types that may stand in a file, as long as nobody asks for their values. */
const OPAQUE = { I64: 8, U64: 8, U32: 4, I16: 2, U16: 2, I8: 1, BOOL: 1 } as const;
const WIDTH: Readonly<Record<string, number>> = { ...READABLE, ...OPAQUE };

/** Element types read; F16 and BF16 are widened to float32. */
export type Dtype = keyof typeof READABLE;

export const DTYPES = Object.keys(READABLE) as readonly Dtype[];

/** Bytes of the largest header: 160,000 tensors; parsed, a hostile one takes twenty times as much. */
const LARGEST_HEADER = 16 * 1024 * 1024;

/** Where a tensor lies: byte positions from the start of the data. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: Dtype | keyof typeof OPAQUE;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly entries: readonly HeaderEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** The bytes behind the header, a view. */
  readonly body: Uint8Array;
}

/**
 * Reads and checks a safetensors header: its length, types, shapes, and that the tensors cover the
 * data without a gap or an overlap. Nothing of the size of the data is allocated.
 * @throws PromptcalError naming tensor, expected and got
 */
export function parseSafetensorsHeader(
  bytes: Uint8Array,
  where: string,
): SafetensorsHeader {
  const { fields, bodyStart } = parseFields(bytes, where);
  // A plain Uint8Array view: a Buffer's slice would share memory instead of copying.
  const body = new Uint8Array(
    bytes.buffer,
    bytes.byteOffset + bodyStart,
    bytes.byteLength - bodyStart,
  );
  const metadata = checkedMetadata(fields["__metadata__"] ?? {}, where);
  const entries = Object.entries(fields)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, field]) => checkedField(name, field, body.length, where));
  checkCoverage(entries, body.length, where);
  return { entries, metadata, body };
}

function parseFields(
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
  if (typeof dtype !== "string" || !Object.hasOwn(WIDTH, dtype)) {
    throw mismatch({
      what,
      expected: `type ${DTYPES.join(", ")}`,
      got: shown(dtype),
      where,
    });
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
  const size = shape.reduce((product, length) => product * length, 1) * WIDTH[dtype]!;
  if (end - begin !== size || end > bodyLength) {
    throw mismatch({
      what,
      expected: `${size} bytes for shape [${shape.join(", ")}] within ${bodyLength}`,
      got: `offsets ${begin} to ${end}`,
      where,
    });
  }
  return { name, dtype: dtype as HeaderEntry["dtype"], shape, begin, end };
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
