import { mismatch } from "../../../errors/promptcal-error";
import { decode } from "../../../files/tensors/safetensors";
import type { CheckpointTensor } from "../checkpoint-tensors";
import type { TorchTensor } from "./torch-world";
import type { ZipEntry } from "./zip-archive";

const FLOATS = ["F64", "F32", "F16", "BF16"] as const;

/**
 * A tensor of a PyTorch archive. It is checked and read when it is asked for: one that nobody asks for never
 * refuses a file.
 * @param file the archive's entry of the storage
 * @returns its `read` throws a PromptcalError when the storage is missing, truncated, smaller than the tensor
 *   or of numbers that are no weights
 */
export function tensorReader(
  name: string,
  tensor: TorchTensor,
  file: ZipEntry | undefined,
  where: string,
): CheckpointTensor {
  const { storage, offset, shape, strides } = tensor;
  return {
    dtype: storage.dtype,
    shape,
    read: () => {
      const what = `tensor ${name}`;
      const entry = checkedEntry(what, tensor, file, where);
      const type = FLOATS.find((float) => float === storage.dtype);
      if (type === undefined) {
        const expected = `type ${FLOATS.join(", ")}`;
        throw mismatch({ what, expected, got: storage.dtype, where });
      }
      const data = decode(type, entry.read());
      const values = data instanceof Float32Array ? data : Float32Array.from(data);
      const count = sizeOf(shape);
      return isContiguous(shape, strides)
        ? values.subarray(offset, offset + count)
        : gathered(values, offset, shape, strides, count);
    },
  };
}

/** The storage's file, once it is sure that the tensor lies inside. */
function checkedEntry(
  what: string,
  { storage, offset, shape, strides }: TorchTensor,
  file: ZipEntry | undefined,
  where: string,
): ZipEntry {
  const bytes = storage.length * storage.width;
  if (file?.size !== bytes) {
    const got = file === undefined ? "no such file" : `${file.size}`;
    const expected = `${bytes} bytes in data/${storage.key}`;
    throw mismatch({ what, expected, got, where });
  }
  const count = sizeOf(shape);
  const last = shape.reduce(
    (at, length, axis) => at + (length - 1) * strides[axis]!,
    offset,
  );
  // More elements than numbers behind them (strides of 0) would make a small file a huge tensor.
  if (count > storage.length || (count > 0 && last >= storage.length)) {
    throw mismatch({
      what,
      expected: `at most the ${storage.length} values of its storage`,
      got: `shape [${shape.join(", ")}] from ${offset} with strides [${strides.join(", ")}]`,
      where,
    });
  }
  return file;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false;
    step *= shape[axis]!;
  }
  return true;
}

/** Row-major copy of a view with any strides (torch.save keeps transposed tensors as they lie). */
function gathered(
  values: Float32Array,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
  count: number,
): Float32Array {
  const out = new Float32Array(count);
  const index = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < count; i++) {
    out[i] = values[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}
