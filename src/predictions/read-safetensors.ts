import { ArchiveFile } from "../encoders/checkpoints/torch/archive-source";
import { mismatch } from "../errors/promptcal-error";
import { decode, type Dtype } from "../files/tensors/safetensors";
import {
  DTYPES,
  type HeaderEntry,
  readSafetensorsHeader,
} from "../files/tensors/safetensors-header";
import { arrayPredictions, type NamedArrays, type NumberArray } from "./array-predictions";
import type { FilePredictions } from "./file-predictions";
import { type ColumnNames, renamedArrays } from "./renamed-columns";

/** Numbers of the types that labels come in and weights do not. */
const WHOLE_NUMBERS = new Map<string, (buffer: ArrayBufferLike) => ArrayLike<number>>([
  ["I8", (buffer) => new Int8Array(buffer)],
  ["I16", (buffer) => new Int16Array(buffer)],
  ["U16", (buffer) => new Uint16Array(buffer)],
  ["U32", (buffer) => new Uint32Array(buffer)],
  ["I64", (buffer) => Float64Array.from(new BigInt64Array(buffer), Number)],
  ["U64", (buffer) => Float64Array.from(new BigUint64Array(buffer), Number)],
  ["BOOL", (buffer) => new Uint8Array(buffer)],
]);

/**
 * Predictions from the tensors of a safetensors file; see `arrayPredictions`. Only those are read from the
 * file, so that others may be of any type and size.
 */
export function readPredictionsSafetensors(
  path: string,
  columns: ColumnNames = {},
): FilePredictions {
  return withSafetensorsArrays(path, (arrays) =>
    arrayPredictions(renamedArrays(arrays, columns, path), path),
  );
}

/** Does something with the tensors of a safetensors file, which is closed afterwards. */
export function withSafetensorsArrays<T>(path: string, use: (arrays: NamedArrays) => T): T {
  const file = new ArchiveFile(path);
  try {
    const { entries, bodyStart } = readSafetensorsHeader(file.read, file.size, path);
    const arrays = new Map<string, () => NumberArray>();
    for (const entry of entries) {
      const { name, shape, begin, end } = entry;
      const bytes = (): Uint8Array => file.read(bodyStart + begin, end - begin);
      arrays.set(name, () => ({ shape, data: numbersOf(entry, bytes, path) }));
    }
    return use(arrays);
  } finally {
    file.close();
  }
}

function numbersOf(
  { name, dtype }: HeaderEntry,
  bytes: () => Uint8Array,
  where: string,
): ArrayLike<number> {
  const whole = WHOLE_NUMBERS.get(dtype);
  if (whole !== undefined) return whole(bytes().buffer);
  const real = DTYPES.find((one): one is Dtype => one === dtype);
  if (real !== undefined) return decode(real, bytes());
  throw mismatch({
    what: `tensor ${name}`,
    expected: `type ${[...DTYPES, ...WHOLE_NUMBERS.keys()].join(", ")}`,
    got: dtype,
    where,
    fix: `save ${name}.float() instead`,
  });
}
