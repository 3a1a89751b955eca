import type { Finding } from "./verdict";

/** Inputs `from` to `to` (exclusive) of a target, for a worker. */
export interface Job {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** What a worker tells: the first finding of each cause; then how often each cause came, and what of each file was accepted. */
export type Report =
  | { readonly kind: "finding"; readonly finding: Finding }
  | {
      readonly kind: "done";
      readonly causes: Readonly<Record<string, number>>;
      readonly files: Readonly<Record<string, number>>;
    };

/** Where a worker stands, in a file that can be read while it hangs and after its death. */
export interface Position {
  /** Input at work; -1 before the first. */
  readonly index: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Milliseconds of the slowest input. */
  readonly slowest: number;
}

export const START: Position = { index: -1, accepted: 0, rejected: 0, slowest: 0 };

/** A position as bytes of the file. */
export function positionBytes({ index, accepted, rejected, slowest }: Position): Buffer {
  return Buffer.from(Float64Array.of(index, accepted, rejected, slowest).buffer);
}

/** A position from the file's bytes. */
export function parsePosition(bytes: Buffer): Position {
  const [index = -1, accepted = 0, rejected = 0, slowest = 0] = [0, 8, 16, 24].map((at) =>
    bytes.length === 32 ? bytes.readDoubleLE(at) : undefined,
  );
  return { index, accepted, rejected, slowest };
}

/** Most memory of a process that reads hostile input. */
export const MAX_MEMORY = 2 ** 30;
/** Longest time that one input may take, milliseconds. */
export const LONGEST = 5000;
