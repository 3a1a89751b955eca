import { InertObject } from "./inert-object";
import { PickledTuple, type Pickled } from "./pickled";
import { TorchModule, TorchTensor } from "./torch-world";

/** Levels that are looked into; training programs wrap a state dict in two or three. */
const MAX_DEPTH = 32;
/** Characters of the longest key that is a name. */
const MAX_KEY = 1000;

/** A container, and what stands before the names of its items. */
interface Branch {
  readonly prefix: string;
  readonly value: Pickled;
  readonly depth: number;
}

/**
 * Every tensor that a checkpoint holds, named by its way from the root: `model.visual.proj`. Modules are named
 * as PyTorch's `state_dict()` does; dictionaries, lists and objects of unknown classes are looked into. What is
 * reached twice counts once, under the name that is nearer to the root.
 */
export function tensorTree(root: Pickled): Map<string, TorchTensor> {
  const tensors = new Map<string, TorchTensor>();
  const seen = new Set<Pickled>();
  const open: Branch[] = [{ prefix: "", value: root, depth: 0 }];
  // A queue: the nearer a dictionary is to the root, the earlier its turn.
  for (const { prefix, value, depth } of open) {
    if (seen.has(value) || depth > MAX_DEPTH) continue;
    seen.add(value);
    for (const [key, item] of itemsOf(value)) {
      if (item instanceof TorchTensor) {
        const name = key === "" ? prefix.slice(0, -1) : `${prefix}${key}`;
        if (!tensors.has(name)) tensors.set(name, item);
      } else if (isContainer(item)) {
        const below = key === "" ? prefix : `${prefix}${key}.`;
        open.push({ prefix: below, value: item, depth: depth + 1 });
      }
    }
  }
  return tensors;
}

/** What is inside a value, by name; parts of an object have none of their own. */
function* itemsOf(value: Pickled): Generator<[key: string, item: Pickled]> {
  if (value instanceof TorchModule) yield* named(value.attributes);
  else if (value instanceof Map) yield* named(value);
  else if (value instanceof InertObject) {
    yield* named(value.entries);
    yield ["", value.state];
    for (const argument of value.args) yield ["", argument];
  } else if (Array.isArray(value) || value instanceof PickledTuple) {
    const items = Array.isArray(value) ? value : value.items;
    for (const [index, item] of items.entries()) yield [String(index), item];
  }
}

function* named(map: ReadonlyMap<Pickled, Pickled>): Generator<[string, Pickled]> {
  for (const [key, item] of map) {
    if (typeof key === "string" && key.length <= MAX_KEY) yield [key, item];
    else if (typeof key === "number") yield [String(key), item];
  }
}

function isContainer(value: Pickled): boolean {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array);
}
