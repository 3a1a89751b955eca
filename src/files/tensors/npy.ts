import { mismatch, type PromptcalError } from "../../errors/promptcal-error";
import { fromFloat16 } from "./float16";

/** An array of a .npy file; whole numbers of any width come as float64 too. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major; exact for whole numbers up to 2^53. */
  readonly data: Float64Array;
  /** Type as numpy writes it, for instance `<f4`. */
  readonly dtype: string;
}

/** As many axes as an array of numpy has at most. */
const MAX_AXES = 64;

const MAGIC = "\x93NUMPY";

type Read = (view: DataView, at: number, little: boolean) => number;

const READ: Readonly<Record<string, readonly [bytes: number, read: Read]>> = {
  f2: [
    2,
    (view, at, little) => fromFloat16(Uint16Array.of(view.getUint16(at, little)))[0]!,
  ],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
  i1: [1, (view, at) => view.getInt8(at)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  u1: [1, (view, at) => view.getUint8(at)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  b1: [1, (view, at) => view.getUint8(at)],
};

/**
 * Reads a .npy file (format versions 1 to 3): numbers and truth values of either byte order, in C or
 * Fortran order. The header is matched, never evaluated; objects and text are refused.
 * @param where names the file in errors
 */
export function parseNpy(bytes: Uint8Array, where: string): NpyArray {
  const refuse = (expected: string, got: string) =>
    mismatch({ what: "npy array", expected, got, where });
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text.length < 12 || text.toString("latin1", 0, 6) !== MAGIC)
    throw refuse("a file that begins with \\x93NUMPY", "other bytes");
  const wide = text[6]! >= 2;
  const begin = wide ? 12 : 10;
  const end = begin + (wide ? text.readUInt32LE(8) : text.readUInt16LE(8));
  const header = text.toString("latin1", begin, Math.min(end, text.length));
  const descr = /'descr':\s*'([<>=|]?)([fiub]\d)'/.exec(header);
  const order = /'fortran_order':\s*(True|False)/.exec(header);
  const dimensions = /'shape':\s*\(([\d\s,]*)\)/.exec(header);
  const type = descr === null ? undefined : READ[descr[2]!];
  if (!descr || !order || !dimensions || !type) throw notNumbers(header, where);
  const shape = (dimensions[1]!.match(/\d+/g) ?? []).map(Number);
  if (shape.length > MAX_AXES) throw refuse(`at most ${MAX_AXES} axes`, `${shape.length}`);
  const count = shape.reduce((product, size) => product * size, 1);
  const [width, read] = type;
  if (text.length - end !== count * width) {
    throw refuse(
      `${count * width} bytes for shape [${shape.join(", ")}]`,
      `${text.length - end}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + end);
  const little = descr[1] !== ">";
  const data = new Float64Array(count);
  for (let i = 0; i < count; i++) data[i] = read(view, i * width, little);
  return {
    shape,
    data: order[1] === "True" ? rowMajor(data, shape) : data,
    dtype: `${descr[1]}${descr[2]}`,
  };
}

/** Types that NumPy writes and that hold no plain numbers, with the way to save them as numbers. */
const OTHER_TYPES: readonly (readonly [type: RegExp, what: string, fix: string])[] = [
  [
    /^\|?O/,
    "Python objects, which NumPy stores as pickled code",
    "save numbers, for instance labels.astype(int)",
  ],
  [
    /^[<>=|]?[US]/,
    "text",
    "save class indices: labels.astype(int) of digits, np.unique(labels, return_inverse=True)[1] of names",
  ],
  [
    /^[<>=|]?V/,
    "raw bytes, as NumPy stores bfloat16",
    "save numbers, for instance probs.astype(np.float32)",
  ],
  [/^[<>=|]?c/, "complex numbers", "save real ones, for instance logits.real"],
  [
    /^[<>=|]?f/,
    "numbers in extended precision",
    "save doubles, for instance logits.astype(np.float64)",
  ],
  [/^[<>=|]?[mM]/, "dates or times", "save numbers"],
  [/^\[$/, "records of several fields", "save each field as an array of its own"],
];

function notNumbers(header: string, where: string): PromptcalError {
  const [, named, fields] = /'descr':\s*(?:'([^']*)'|(\[))/.exec(header) ?? [];
  const type = named ?? fields;
  const other = OTHER_TYPES.find(([pattern]) => type !== undefined && pattern.test(type));
  const [, what, fix] = other ?? [];
  const got = named === undefined ? what : `${what} (dtype ${named})`;
  return mismatch({
    what: "npy array",
    expected: other === undefined ? "a header of numbers" : "numbers",
    got: other === undefined ? header.trim().slice(0, 120) : got!,
    where,
    ...(fix === undefined ? {} : { fix }),
  });
}

/** An array stored with its first index running fastest, with its last one doing so. */
function rowMajor(data: Float64Array, shape: readonly number[]): Float64Array {
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((product, size) => product * size, 1),
  );
  return Float64Array.from(data, (_, i) => {
    let [rest, at] = [i, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return data[at]!;
  });
}
