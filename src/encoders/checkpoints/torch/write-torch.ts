import { ZipFile } from "yazl";
import { writeFileAtomic } from "../../../files/atomic-file";
import {
  PersistentId,
  pickle,
  PickleCall,
  PickleGlobal,
  type Picklable,
} from "./pickle-writer";

/** A tensor to store as float32. */
export interface TensorToSave {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

/** Folder inside the archive; torch.save takes the file's own name. */
const TOP = "archive";

/** All entries have this day, so that equal tensors make equal files. */
const DAY = new Date(Date.UTC(1980, 0, 1, 12));

/**
 * Writes a checkpoint as torch.save does, a zip archive that torch.load reads: a dictionary whose `state_dict`
 * holds the tensors in their order, beside some plain values.
 * @param beside further entries of the dictionary, for instance `epoch`
 * @throws PromptcalError where it cannot be written
 */
export async function writeTorchCheckpoint(
  path: string,
  tensors: Readonly<Record<string, TensorToSave>>,
  beside: Readonly<Record<string, number | null>> = {},
): Promise<void> {
  const zip = new ZipFile();
  const add = (name: string, bytes: Buffer): void =>
    zip.addBuffer(bytes, `${TOP}/${name}`, { compress: false, mtime: DAY, mode: 0o644 });
  const entries = Object.entries(tensors);
  const stateDict = new PickleCall(
    ORDERED_DICT,
    [],
    new Map(entries.map(([name, tensor], key) => [name, tensorCall(tensor, String(key))])),
  );
  add(
    "data.pkl",
    pickle(
      new Map<string, Picklable>([["state_dict", stateDict], ...Object.entries(beside)]),
    ),
  );
  entries.forEach(([, { data }], key) => {
    add(`data/${key}`, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  });
  add("version", Buffer.from("3\n"));
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  writeFileAtomic(path, Buffer.concat(pieces));
}

const ORDERED_DICT = new PickleGlobal("collections", "OrderedDict");
const REBUILD = new PickleGlobal("torch._utils", "_rebuild_tensor_v2");
const FLOAT_STORAGE = new PickleGlobal("torch", "FloatStorage");

/** A contiguous tensor that is all of its storage. */
function tensorCall({ shape, data }: TensorToSave, key: string): PickleCall {
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1),
  );
  const storage = new PersistentId(["storage", FLOAT_STORAGE, key, "cpu", data.length]);
  const hooks = new PickleCall(ORDERED_DICT, []);
  return new PickleCall(REBUILD, [storage, 0, shape, strides, false, hooks]);
}
