import { mismatch } from "../../../errors/promptcal-error";
import type { Checkpoint, CheckpointTensor } from "../checkpoint-tensors";
import type { ArchiveSource, Span } from "./archive-source";
import { tensorReader } from "./tensor-reader";
import { TORCH_WORLD, TorchModule, TorchTensor } from "./torch-world";
import { kind, unpickle, type Pickled } from "./unpickle";
import { openArchive, type ZipEntry } from "./zip-archive";

/** Keys under which training programs keep the state dict beside their optimizer. */
const WRAPPERS = ["state_dict", "model_state_dict"];
/** Bytes of the largest data.pkl: names and sizes only, 0.2 MB for OpenAI's largest model. */
const LARGEST_PICKLE = 64 * 1024 * 1024;
/** Tensors of the largest module tree; a tree whose branches are shared could be endless. */
const MOST_TENSORS = 100_000;

/**
 * A checkpoint of PyTorch: what `torch.save` writes for a state dict (also inside a dictionary with
 * `state_dict`), or a TorchScript archive such as OpenAI's ViT-B-16.pt. Nothing of it is executed. Of a
 * file, only its tensors are kept, not an optimizer's state beside them; it may be closed afterwards.
 * @throws PromptcalError for other pickles, truncated and hostile archives
 */
export async function torchCheckpoint(
  source: ArchiveSource,
  where: string,
): Promise<Checkpoint> {
  const entries = await openArchive(source, where);
  const top = topFolder(entries, where);
  checkByteOrder(entries.get(`${top}/byteorder`), where);
  const pickle = entries.get(`${top}/data.pkl`)!;
  if (pickle.size > LARGEST_PICKLE) {
    throw mismatch({
      what: pickle.name,
      expected: `at most ${LARGEST_PICKLE} bytes`,
      got: String(pickle.size),
      where,
    });
  }
  const root = unpickle(pickle.read(), TORCH_WORLD, where);
  const found = root instanceof TorchModule ? ofModule(root, where) : ofDict(root, where);
  const tensors = new Map<string, CheckpointTensor>();
  // By key: several tensors may be views of one storage.
  const spans = new Map<string, Span>();
  for (const [name, tensor] of found) {
    const { key } = tensor.storage;
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

function ofDict(root: Pickled, where: string): Map<string, TorchTensor> {
  const inner =
    root instanceof Map
      ? WRAPPERS.map((key) => root.get(key)).find((value) => value instanceof Map)
      : undefined;
  const dict = inner ?? root;
  const tensors = new Map<string, TorchTensor>();
  if (dict instanceof Map) {
    for (const [name, value] of dict) {
      if (isName(name) && value instanceof TorchTensor) tensors.set(name, value);
    }
  }
  if (tensors.size > 0) return tensors;
  // Names alone: a list as a key can hold itself, or the same list a million times.
  const names = dict instanceof Map ? [...dict.keys()].filter(isName).slice(0, 10) : [];
  const keys = names.length > 0 ? ` with the keys ${names.join(", ").slice(0, 200)}` : "";
  throw mismatch({
    what: "checkpoint",
    expected: "a state dict",
    got: `${kind(dict)}${keys}`,
    where,
  });
}

/** Tensors of a module tree, named as PyTorch's state_dict() does. */
function ofModule(root: TorchModule, where: string): Map<string, TorchTensor> {
  const tensors = new Map<string, TorchTensor>();
  let visited = 0;
  const open: [string, TorchModule][] = [["", root]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [prefix, module] = next;
    for (const [name, value] of module.attributes) {
      visited += 1;
      if (!isName(name)) continue;
      if (value instanceof TorchTensor) tensors.set(`${prefix}${name}`, value);
      if (value instanceof TorchModule) open.push([`${prefix}${name}.`, value]);
    }
    if (visited > MOST_TENSORS || prefix.length > 1000) {
      throw mismatch({
        what: "TorchScript module",
        expected: `at most ${MOST_TENSORS} attributes`,
        got: "an endless tree",
        where,
      });
    }
  }
  return tensors;
}

function isName(key: Pickled): key is string {
  return typeof key === "string";
}
