/** A value that `pickle` writes; `PickleCall` and `PersistentId` stand for what weights need beside plain data. */
export type Picklable =
  | null
  | boolean
  | number
  | string
  | readonly Picklable[]
  | ReadonlyMap<string, Picklable>
  | PickleGlobal
  | PickleCall
  | PersistentId;

/** A class or function of Python by its name. */
export class PickleGlobal {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}
}

/** What a function of Python gives for some arguments, when the pickle is read there. */
export class PickleCall {
  constructor(
    readonly callee: PickleGlobal,
    readonly args: readonly Picklable[],
    /** Items that the result, a dictionary, is filled with. */
    readonly items: ReadonlyMap<string, Picklable> = new Map(),
  ) {}
}

/** What lies outside of the pickle, by its id. */
export class PersistentId {
  constructor(readonly id: readonly Picklable[]) {}
}

/**
 * Writes a value as a pickle of protocol 2, the one that torch.save uses. Arrays become tuples, maps
 * dictionaries, whole numbers that fit 32 bits integers and all others floats.
 */
export function pickle(value: Picklable): Buffer {
  const parts: Buffer[] = [bytes(0x80, 2)];
  write(value, parts);
  parts.push(opcode("."));
  return Buffer.concat(parts);
}

function write(value: Picklable, parts: Buffer[]): void {
  if (value === null) parts.push(opcode("N"));
  else if (typeof value === "boolean") parts.push(bytes(value ? 0x88 : 0x89));
  else if (typeof value === "number") parts.push(numberCode(value));
  else if (typeof value === "string") parts.push(textCode(value));
  else if (value instanceof PickleGlobal) {
    parts.push(Buffer.from(`c${value.module}\n${value.name}\n`));
  } else if (value instanceof PersistentId) {
    write(value.id, parts);
    parts.push(opcode("Q"));
  } else if (value instanceof PickleCall) {
    write(value.callee, parts);
    write(value.args, parts);
    parts.push(opcode("R"));
    writeItems(value.items, parts);
  } else if (value instanceof Map) {
    parts.push(opcode("}"));
    writeItems(value, parts);
  } else {
    parts.push(opcode("("));
    for (const item of value as readonly Picklable[]) write(item, parts);
    parts.push(opcode("t"));
  }
}

/** Fills the dictionary on top of the stack. */
function writeItems(items: ReadonlyMap<string, Picklable>, parts: Buffer[]): void {
  if (items.size === 0) return;
  parts.push(opcode("("));
  for (const [key, item] of items) {
    write(key, parts);
    write(item, parts);
  }
  parts.push(opcode("u"));
}

function numberCode(value: number): Buffer {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) {
    const code = Buffer.alloc(5);
    code.write("J", "latin1");
    code.writeInt32LE(value, 1);
    return code;
  }
  const code = Buffer.alloc(9);
  code.write("G", "latin1");
  code.writeDoubleBE(value, 1);
  return code;
}

function textCode(text: string): Buffer {
  const encoded = Buffer.from(text, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(encoded.length);
  return Buffer.concat([opcode("X"), length, encoded]);
}

function opcode(letter: string): Buffer {
  return Buffer.from(letter, "latin1");
}

function bytes(...values: number[]): Buffer {
  return Buffer.from(values);
}
