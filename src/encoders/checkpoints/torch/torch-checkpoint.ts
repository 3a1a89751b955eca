import { mismatch, PromptcalError } from "../../../errors/promptcal-error";
import type { Checkpoint, CheckpointTensor } from "../checkpoint-tensors";
import type { ArchiveSource, Span } from "./archive-source";
import { kind, type Pickled } from "./pickled";
import { tensorReader } from "./tensor-reader";
import { tensorTree } from "./tensor-tree";
import { TORCH_WORLD, TorchModule } from "./torch-world";
import { unpickle } from "./unpickle";
import { openArchive, type ZipEntry } from "./zip-archive";

/** Bytes of the largest data.pkl: names and sizes only, 0.2 MB for OpenAI's largest model. */
const MAX_PICKLE_BYTES = 64 * 1024 * 1024;
/**
 * A checkpoint of PyTorch: what `torch.save` writes for a state dict, for a dictionary with one somewhere inside,
 * for a module, or a TorchScript archive such as OpenAI's ViT-B-16.pt. Nothing of it is executed. It may be
 * closed afterwards.
 * @param keep names of the tensors that will be read, of all that there are; the values of others, an optimizer's
 *   for instance, stay in the file
 * @throws PromptcalError for files without tensors, truncated and hostile archives
 */
export async function torchCheckpoint(
  source: ArchiveSource,
  where: string,
  keep: (names: Iterable<string>) => Iterable<string> = (names) => names,
): Promise<Checkpoint> {
  const entries = await openArchive(source, where);
  const top = topFolder(entries, where);
  checkByteOrder(entries.get(`${top}/byteorder`), where);
  const pickle = entries.get(`${top}/data.pkl`)!;
  if (pickle.size > MAX_PICKLE_BYTES) {
    throw mismatch({
      what: pickle.name,
      expected: `at most ${MAX_PICKLE_BYTES} bytes`,
      got: String(pickle.size),
      where,
    });
  }
  const root = unpickle(pickle.read(), TORCH_WORLD, where);
  const found = tensorTree(root);
  if (found.size === 0) throw withoutTensors(root, where);
  const kept = new Set(keep(found.keys()));
  const tensors = new Map<string, CheckpointTensor>();
  // By key: several tensors may be views of one storage.
  const spans = new Map<string, Span>();
  for (const [name, tensor] of found) {
    const { key, dtype } = tensor.storage;
    if (!kept.has(name)) {
      tensors.set(name, { dtype, shape: tensor.shape, read: () => notKept(name, where) });
      continue;
    }
    const file = entries.get(`${top}/data/${key}`);
    tensors.set(name, tensorReader(name, tensor, file, where));
    if (file !== undefined) spans.set(key, file.span);
  }
  return {
    format: root instanceof TorchModule ? "TorchScript" : "PyTorch state dict",
    tensors,
    metadata: {},
    hash: source.keep([...spans.values()]),
  };
}

function notKept(name: string, where: string): never {
  throw new PromptcalError(`tensor ${name} was left in its file (${where})`);
}

function topFolder(entries: ReadonlyMap<string, ZipEntry>, where: string): string {
  const tops = [...entries.keys()].flatMap(
    (name) => /^([^/]+)\/data\.pkl$/.exec(name)?.[1] ?? [],
  );
  if (tops.length === 1) return tops[0]!;
  const names = [...entries.keys()].slice(0, 3).join(", ");
  throw mismatch({
    what: "zip archive",
    expected: "a file of torch.save or TorchScript, with one FOLDER/data.pkl",
    got: `${tops.length} of them among ${entries.size} entries (${names} ...)`,
    where,
  });
}

function checkByteOrder(entry: ZipEntry | undefined, where: string): void {
  if (entry === undefined || entry.size === "little".length) return;
  throw mismatch({
    what: entry.name,
    expected: "little",
    got: "another byte order",
    where,
  });
}

function withoutTensors(root: Pickled, where: string): PromptcalError {
  // Names alone: a list as a key can hold itself, or the same list a million times.
  const names =
    root instanceof Map
      ? [...root.keys()].filter((key) => typeof key === "string").slice(0, 10)
      : [];
  const keys = names.length > 0 ? ` with the keys ${names.join(", ").slice(0, 200)}` : "";
  return mismatch({
    what: "checkpoint",
    expected: "a state dict",
    got: `${kind(root)}${keys}, without a tensor`,
    where,
  });
}
