import { mismatch } from "../../../errors/promptcal-error";
import {
  kind,
  PickledCallable,
  PickledObject,
  PickledTuple,
  type Pickled,
  type PickleWorld,
} from "./unpickle";

/** Element types of torch's storages in safetensors' words, with their bytes. */
const STORAGES: ReadonlyMap<string, readonly [dtype: string, width: number]> = new Map([
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

/** Every function that a pickle of weights may call, by Python's full name. */
const FUNCTIONS: ReadonlyMap<string, StandIn> = new Map([
  ["torch._utils._rebuild_tensor", new StandIn(rebuildTensor)],
  ["torch._utils._rebuild_tensor_v2", new StandIn(rebuildTensor)],
  ["torch._utils._rebuild_parameter", new StandIn(([tensor]) => tensor ?? null)],
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

/** What pickles of torch.save and TorchScript can reach: tensors, dictionaries, modules without code. */
export const TORCH_WORLD: PickleWorld = {
  global: (module, name) => {
    const storage = module === "torch" ? STORAGES.get(name) : undefined;
    if (storage !== undefined) return new StorageType(...storage);
    if (/^__torch__(\.|$)/.test(module)) return new StandIn(() => new TorchModule());
    return FUNCTIONS.get(`${module}.${name}`);
  },
  persistent: (id) => {
    const [word, type, key, , length] = id instanceof PickledTuple ? id.items : [];
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

function orderedDict([pairs]: readonly Pickled[]): Pickled {
  if (pairs === undefined) return new Map<Pickled, Pickled>();
  throw wrong("an empty OrderedDict that is filled later", kind(pairs));
}

/** Most axes of a tensor; torch's own have seldom more than five. */
const MOST_AXES = 64;

function integers(value: Pickled | undefined): readonly number[] | undefined {
  if (!(value instanceof PickledTuple) || value.items.length > MOST_AXES) return undefined;
  return value.items.every(isSize) ? (value.items as number[]) : undefined;
}

function isSize(value: Pickled | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function wrong(expected: string, got: string): Error {
  return mismatch({ what: "pickle of torch", expected, got });
}
