import type { Random } from "../../../src/random/random";

/** One hostile input of a reader. */
export interface FuzzInput {
  /** What the reader's error must contain: the name of the file. */
  readonly where: string;
  /**
   * Gives it to the reader. Throws what the reader throws, and `BrokenPromise` where the reader
   * accepted what it should have refused.
   */
  readonly read: () => unknown;
}

/** Makes the input of a random stream; equal streams make equal inputs. */
export type MakeInput = (random: Random) => FuzzInput | Promise<FuzzInput>;

/** A reader of bytes from outside, with a way to make such bytes. */
export interface FuzzTarget {
  /** What is read, for the page of the campaign. */
  readonly about: string;
  /** Inputs of the whole campaign. */
  readonly inputs: number;
  /** Inputs of its short form. */
  readonly quick: number;
  /** Whether the reader writes files: then what lies outside its folder is looked at after each input. */
  readonly writes?: boolean;
  /** @param folder an empty folder of the target's own; nothing outside of it may be touched */
  readonly prepare: (folder: string) => Promise<MakeInput> | MakeInput;
}

/** An accepted input broke what the reader promises of accepted ones. */
export class BrokenPromise extends Error {}

/** @throws BrokenPromise saying what was promised */
export function promised(kept: boolean, promise: string): void {
  if (!kept) throw new BrokenPromise(promise);
}
