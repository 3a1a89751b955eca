import { mismatch } from "../../../errors/promptcal-error";
import { InertObject } from "./inert-object";
import {
  kind,
  PickledCallable,
  PickledObject,
  PickledTuple,
  type Pickled,
  type PickleWorld,
} from "./pickled";

/** An element type in safetensors' words, with its bytes. */
type Element = readonly [dtype: string, width: number];

/** Element types of torch's storages; the tensor gives the type of untyped bytes. */
const STORAGES: ReadonlyMap<string, Element> = new Map<string, Element>([
  ["DoubleStorage", ["F64", 8]],
  ["FloatStorage", ["F32", 4]],
  ["HalfStorage", ["F16", 2]],
  ["BFloat16Storage", ["BF16", 2]],
  ["LongStorage", ["I64", 8]],
  ["IntStorage", ["I32", 4]],
  ["ShortStorage", ["I16", 2]],
  ["CharStorage", ["I8", 1]],
  ["ByteStorage", ["U8", 1]],
  ["BoolStorage", ["BOOL", 1]],
  ["ComplexFloatStorage", ["C64", 8]],
  ["ComplexDoubleStorage", ["C128", 16]],
  ["UntypedStorage", ["U8", 1]],
]);

/** Element types that tensors name themselves, since PyTorch 2.3 those without a storage of their own. */
const ELEMENTS: ReadonlyMap<string, Element> = new Map<string, Element>([
  ["float64", ["F64", 8]],
  ["float32", ["F32", 4]],
  ["float16", ["F16", 2]],
  ["bfloat16", ["BF16", 2]],
  ["float8_e4m3fn", ["F8_E4M3", 1]],
  ["float8_e5m2", ["F8_E5M2", 1]],
  ["uint16", ["U16", 2]],
  ["uint32", ["U32", 4]],
  ["uint64", ["U64", 8]],
]);

/** Numbers of one type in a file of the archive, named by its key. */
export class TorchStorage extends PickledObject {
  constructor(
    readonly key: string,
    readonly dtype: string,
    readonly width: number,
    /** Number of elements. */
    readonly length: number,
  ) {
    super();
  }
}

/** A view of a storage; sizes and strides count elements. */
export class TorchTensor extends PickledObject {
  constructor(
    readonly storage: TorchStorage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {
    super();
  }
}

/** A module of a TorchScript archive: parameters, buffers, settings and modules by name. */
export class TorchModule extends PickledObject {
  attributes: ReadonlyMap<Pickled, Pickled> = new Map();

  override setState(state: Pickled): void {
    if (!(state instanceof Map)) throw wrong("a module's attributes", kind(state));
    this.attributes = state;
  }
}

class StorageType extends PickledCallable {
  constructor(
    readonly dtype: string,
    readonly width: number,
  ) {
    super();
  }

  call(): Pickled {
    throw wrong("a storage by its persistent id", "a call");
  }
}

class StandIn extends PickledCallable {
  constructor(readonly call: (args: readonly Pickled[]) => Pickled) {
    super();
  }
}

/** Every function that does something when a pickle calls it, by Python's full name. */
const FUNCTIONS: ReadonlyMap<string, StandIn> = new Map([
  ["torch._utils._rebuild_tensor", new StandIn(rebuildTensor)],
  ["torch._utils._rebuild_tensor_v2", new StandIn(rebuildTensor)],
  ["torch._utils._rebuild_tensor_v3", new StandIn(rebuildTypedTensor)],
  ["torch._tensor._rebuild_from_type_v2", new StandIn(rebuildSubclass)],
  ["torch._utils._rebuild_parameter", new StandIn(([tensor]) => tensor ?? null)],
  ["torch._utils._rebuild_parameter_with_state", new StandIn(([tensor]) => tensor ?? null)],
  ["collections.OrderedDict", new StandIn(orderedDict)],
  // How TorchScript stores attributes of a declared type: the value, then the type.
  ...["build_intlist", "build_tensorlist", "build_doublelist", "build_boollist"].map(
    (name): [string, StandIn] => [
      `torch.jit._pickle.${name}`,
      new StandIn(([list]) => list ?? null),
    ],
  ),
  ["torch.jit._pickle.restore_type_tag", new StandIn(([value]) => value ?? null)],
]);

/**
 * What pickles of torch.save and TorchScript can reach: tensors, dictionaries, modules without code. All else
 * is inert.
 */
export const TORCH_WORLD: PickleWorld = {
  global: (module, name) => {
    const storage = /^torch(\.storage)?$/.test(module) ? STORAGES.get(name) : undefined;
    if (storage !== undefined) return new StorageType(...storage);
    if (/^__torch__(\.|$)/.test(module)) return new StandIn(() => new TorchModule());
    const full = `${module}.${name}`;
    return FUNCTIONS.get(full) ?? new InertObject(full);
  },
  persistent: (id) => {
    const [word, type, key, , length] = id instanceof PickledTuple ? id.items : [];
    // A storage of quantised numbers, for instance.
    if (type instanceof InertObject) return type;
    if (
      word !== "storage" ||
      !(type instanceof StorageType) ||
      typeof key !== "string" ||
      !isSize(length)
    ) {
      throw wrong('a persistent id ("storage", type, key, device, length)', "another");
    }
    return new TorchStorage(key, type.dtype, type.width, length);
  },
};

function rebuildTensor(args: readonly Pickled[]): Pickled {
  const [storage, offset, shape, strides] = args;
  if (storage instanceof InertObject) return storage;
  const sizes = integers(shape);
  const steps = integers(strides);
  if (
    !(storage instanceof TorchStorage) ||
    !isSize(offset) ||
    sizes?.length === undefined ||
    sizes.length !== steps?.length
  ) {
    throw wrong(
      "a tensor of storage, offset, sizes and strides",
      args.map(kind).join(", "),
    );
  }
  return new TorchTensor(storage, offset, sizes, steps);
}

/** A tensor that names its type, over bytes without one. */
function rebuildTypedTensor(args: readonly Pickled[]): Pickled {
  const [bytes, , , , , , type] = args;
  const word = type instanceof InertObject ? type.name.replace(/^torch\./, "") : "";
  const element = ELEMENTS.get(word);
  if (!(bytes instanceof TorchStorage) || element === undefined) {
    return new InertObject("torch._utils._rebuild_tensor_v3", args);
  }
  const [dtype, width] = element;
  const length = Math.floor((bytes.length * bytes.width) / width);
  return rebuildTensor([
    new TorchStorage(bytes.key, dtype, width, length),
    ...args.slice(1),
  ]);
}

/** A subclass of tensor: the function that makes the tensor, the subclass, arguments, attributes. */
function rebuildSubclass(args: readonly Pickled[]): Pickled {
  const [make, , given] = args;
  const name = "torch._tensor._rebuild_from_type_v2";
  // Not itself again: a chain of calls could be as deep as the file is long.
  const known = make instanceof StandIn && make !== FUNCTIONS.get(name);
  return known && given instanceof PickledTuple
    ? make.call(given.items)
    : new InertObject(name, args);
}

/** Python 2 pickled the pairs as the argument. */
function orderedDict([pairs]: readonly Pickled[]): Pickled {
  const dictionary = new Map<Pickled, Pickled>();
  if (pairs === undefined) return dictionary;
  if (!Array.isArray(pairs)) throw wrong("pairs of an OrderedDict", kind(pairs));
  for (const pair of pairs) {
    const items = pair instanceof PickledTuple ? pair.items : pair;
    if (!Array.isArray(items) || items.length !== 2) {
      throw wrong("pairs of an OrderedDict", kind(pair));
    }
    dictionary.set(items[0] as Pickled, items[1] as Pickled);
  }
  return dictionary;
}

/** Most axes of a tensor; torch's own have seldom more than five. */
const MAX_AXES = 64;

function integers(value: Pickled | undefined): readonly number[] | undefined {
  if (!(value instanceof PickledTuple) || value.items.length > MAX_AXES) return undefined;
  return value.items.every(isSize) ? (value.items as number[]) : undefined;
}

function isSize(value: Pickled | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function wrong(expected: string, got: string): Error {
  return mismatch({ what: "pickle of torch", expected, got });
}
