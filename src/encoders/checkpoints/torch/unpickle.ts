import { mismatch, PromptcalError } from "../../../errors/promptcal-error";
import { InertObject } from "./inert-object";
import { PickleReader } from "./pickle-reader";
import {
  kind,
  PickledCallable,
  PickledObject,
  PickledTuple,
  type Pickled,
  type PickleWorld,
} from "./pickled";

/** Steps of the longest pickle: a thousand tensors take 30,000, each step makes one object at most. */
const MAX_STEPS = 2_000_000;

const MARK = Symbol("mark");
type Slot = Pickled | typeof MARK;

/**
 * Reads a pickle of protocol 2 to 5, as far as torch's files use it. Nothing of the file is executed:
 * a global name gives a stand-in from `world`, and only stand-ins can be called.
 * @param where names the pickle in errors
 * @throws PromptcalError for opcodes and lengths that torch does not write
 */
export function unpickle(bytes: Uint8Array, world: PickleWorld, where: string): Pickled {
  return new Machine(new PickleReader(bytes, where), world, where).run();
}

class Machine {
  private readonly stack: Slot[] = [];
  private readonly memo = new Map<number, Pickled>();

  /** Position of the opcode at work. */
  private at = 0;

  constructor(
    private readonly read: PickleReader,
    private readonly world: PickleWorld,
    private readonly where: string,
  ) {}

  run(): Pickled {
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      this.at = this.read.position;
      const opcode = String.fromCharCode(this.read.uint8());
      if (opcode === ".") return this.pop();
      const step = STEPS[opcode];
      if (step === undefined) {
        const code = `0x${opcode.charCodeAt(0).toString(16)}`;
        throw this.broken("an opcode that torch writes", code);
      }
      try {
        step(this, this.read);
      } catch (error) {
        throw this.placed(error);
      }
    }
    throw this.broken(`at most ${MAX_STEPS} opcodes`, "more");
  }

  push(value: Slot): void {
    this.stack.push(value);
  }

  pop(): Pickled {
    const value = this.stack.pop();
    if (value === undefined || value === MARK)
      throw this.broken("a value", "an empty stack");
    return value;
  }

  popText(): string {
    const value = this.pop();
    if (typeof value !== "string") throw this.broken("a name", kind(value));
    return value;
  }

  /** All values above the topmost mark, which goes too. */
  popToMark(): Pickled[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw this.broken("a mark", "none");
    const values = this.stack.splice(mark);
    return values.slice(1) as Pickled[];
  }

  top(): Pickled {
    const value = this.pop();
    this.push(value);
    return value;
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  rememberNext(): void {
    this.remember(this.memo.size);
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw this.broken(`memo ${index}`, "none");
    this.push(value);
  }

  global(module: string, name: string): void {
    this.push(this.world.global(module, name));
  }

  call(): void {
    const args = this.pop();
    const callable = this.pop();
    if (!(callable instanceof PickledCallable) || !(args instanceof PickledTuple)) {
      throw this.broken("a function and its arguments", `${kind(callable)}, ${kind(args)}`);
    }
    this.push(callable.call(args.items));
  }

  /** A call with arguments by name, which no tensor needs. */
  callWithNames(): void {
    this.pop();
    this.call();
  }

  build(): void {
    const state = this.pop();
    const object = this.top();
    if (object instanceof PickledObject) object.setState(state);
    // An OrderedDict's state holds its attributes (`_metadata` of state dicts): of no use here.
    else if (!(object instanceof Map)) throw this.broken("an object", kind(object));
  }

  append(values: readonly Pickled[]): void {
    const list = this.top();
    if (list instanceof InertObject) return;
    if (!Array.isArray(list)) throw this.broken("a list", kind(list));
    for (const value of values) list.push(value);
  }

  setItems(values: readonly Pickled[]): void {
    const top = this.top();
    const map = top instanceof InertObject ? top.entries : top;
    if (!(map instanceof Map) || values.length % 2 !== 0) {
      throw this.broken("a dictionary and pairs", kind(top));
    }
    for (let i = 0; i < values.length; i += 2) map.set(values[i]!, values[i + 1]!);
  }

  tuple(size: number): void {
    const items = Array.from({ length: size }, () => this.pop()).reverse();
    this.push(new PickledTuple(items));
  }

  persistent(): void {
    this.push(this.world.persistent(this.pop()));
  }

  protocol(version: number): void {
    if (version < 2 || version > 5) throw this.broken("protocol 2 to 5", String(version));
  }

  private get location(): string {
    return `${this.where}, byte ${this.at}`;
  }

  private broken(expected: string, got: string): PromptcalError {
    return mismatch({ what: "pickle", expected, got, where: this.location });
  }

  /** Adds the place to errors of stand-ins, which do not know it. */
  private placed(error: unknown): unknown {
    if (!(error instanceof PromptcalError) || error.message.includes(this.where))
      return error;
    return new PromptcalError(`${error.message} (${this.location})`);
  }
}

type Step = (machine: Machine, read: PickleReader) => void;

/** The opcodes that torch.save and TorchScript use, by their letter in Python's pickletools. */
const STEPS: Readonly<Record<string, Step | undefined>> = {
  "\x80": (m, read) => m.protocol(read.uint8()),
  "\x95": (_, read) => void read.uint64(),
  "(": (m) => m.push(MARK),
  "0": (m) => void m.pop(),
  "1": (m) => void m.popToMark(),
  "2": (m) => m.push(m.top()),
  N: (m) => m.push(null),
  "\x88": (m) => m.push(true),
  "\x89": (m) => m.push(false),
  J: (m, read) => m.push(read.int32()),
  K: (m, read) => m.push(read.uint8()),
  M: (m, read) => m.push(read.uint16()),
  "\x8a": (m, read) => m.push(read.integer(read.uint8())),
  "\x8b": (m, read) => m.push(read.integer(read.uint32())),
  G: (m, read) => m.push(read.float64()),
  X: (m, read) => m.push(read.text(read.uint32())),
  "\x8c": (m, read) => m.push(read.text(read.uint8())),
  "\x8d": (m, read) => m.push(read.text(read.uint64())),
  T: (m, read) => m.push(read.text(read.uint32())),
  U: (m, read) => m.push(read.text(read.uint8())),
  B: (m, read) => m.push(read.data(read.uint32())),
  C: (m, read) => m.push(read.data(read.uint8())),
  "\x8e": (m, read) => m.push(read.data(read.uint64())),
  "\x96": (m, read) => m.push(read.data(read.uint64())),
  "]": (m) => m.push([]),
  // Sets, as lists: nobody asks whether something is in them.
  "\x8f": (m) => m.push([]),
  "\x90": (m) => m.append(m.popToMark()),
  "\x91": (m) => m.push(m.popToMark()),
  "}": (m) => m.push(new Map()),
  ")": (m) => m.push(new PickledTuple([])),
  l: (m) => m.push(m.popToMark()),
  t: (m) => m.push(new PickledTuple(m.popToMark())),
  "\x85": (m) => m.tuple(1),
  "\x86": (m) => m.tuple(2),
  "\x87": (m) => m.tuple(3),
  a: (m) => m.append([m.pop()]),
  e: (m) => m.append(m.popToMark()),
  s: (m) => m.setItems([m.pop(), m.pop()].reverse()),
  u: (m) => m.setItems(m.popToMark()),
  q: (m, read) => m.remember(read.uint8()),
  r: (m, read) => m.remember(read.uint32()),
  "\x94": (m) => m.rememberNext(),
  h: (m, read) => m.recall(read.uint8()),
  j: (m, read) => m.recall(read.uint32()),
  c: (m, read) => m.global(read.line(), read.line()),
  "\x93": (m) => {
    const name = m.popText();
    m.global(m.popText(), name);
  },
  R: (m) => m.call(),
  "\x81": (m) => m.call(),
  "\x92": (m) => m.callWithNames(),
  b: (m) => m.build(),
  Q: (m) => m.persistent(),
};
