import { PromptcalError } from "../../../errors/promptcal-error";

/** What a pickle may hold; dictionaries keep keys of any kind, as Python's do. */
export type Pickled =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickledTuple
  | Pickled[]
  | Map<Pickled, Pickled>
  | PickledObject;

/** A tuple, which cannot grow, unlike a list. */
export class PickledTuple {
  constructor(readonly items: readonly Pickled[]) {}
}

/** Anything that a `PickleWorld` makes; the reader moves it about and never looks inside. */
export abstract class PickledObject {
  /** Python's `__setstate__`: the state that follows an object. */
  setState(_state: Pickled): void {
    throw new PromptcalError("pickle: expected no state for this object, got one");
  }
}

/** A class or function that a pickle names. Calling it runs our code, never the pickle's. */
export abstract class PickledCallable extends PickledObject {
  abstract call(args: readonly Pickled[]): Pickled;
}

/** All that a pickle can reach. */
export interface PickleWorld {
  /** The stand-in of a global name; what the world does not know is inert. */
  readonly global: (module: string, name: string) => PickledCallable;
  /** The object behind a persistent id (torch: a storage). */
  readonly persistent: (id: Pickled) => Pickled;
}

/** What a value is, for errors. */
export function kind(value: Pickled): string {
  if (value === null) return "None";
  if (value instanceof Map) return "a dictionary";
  if (Array.isArray(value)) return "a list";
  if (value instanceof PickledTuple) return "a tuple";
  if (value instanceof Uint8Array) return "bytes";
  return value instanceof PickledObject ? "an object" : `a ${typeof value}`;
}
