import { mismatch, PromptcalError } from "../../errors/promptcal-error";
import type { CheckpointTensor, CheckpointTensors } from "./checkpoint-tensors";
import { findClip } from "./find-clip";
import type { Row } from "./namings/naming";

export interface RenamedTensors {
  /** Tensors by OpenAI's names; those that no table knows keep their own. */
  readonly tensors: CheckpointTensors;
  /** The naming that the checkpoint had. */
  readonly naming: string;
  /** What stood before every name, with its dot: `model.`; empty for most checkpoints. */
  readonly prefix: string;
  /** Prefixes of further CLIP weights in the same file. */
  readonly others: readonly string[];
  /** Tensors beside the weights that are no part of CLIP, by the file's names. */
  readonly passedOver: readonly string[];
}

/**
 * Brings a CLIP checkpoint into OpenAI's naming: names are translated by the naming's table, queries,
 * keys and values stacked, projections turned, buffers dropped; wrappers around the model and what else lies in
 * the file are left out (`findClip`). Nothing is read yet.
 * @param key of the weights to take where a file holds several
 * @throws PromptcalError when the names are of no known naming
 */
export function renameTensors(
  given: CheckpointTensors,
  where: string,
  key?: string,
): RenamedTensors {
  const { naming, names, prefix, others, passedOver } = findClip(given.keys(), where, key);
  const rest = new Map([...names].map(([name, source]) => [name, given.get(source)!]));
  for (const name of [...naming.ignored, ...stepCounters(rest)]) rest.delete(name);
  const renamed = new Map<string, CheckpointTensor>();
  for (const row of naming.rows) {
    if (!row.to.includes("{n}")) move(row, rest, renamed, where);
    else for (let n = 0; move(layerRow(row, n), rest, renamed, where); n++);
  }
  const tensors = new Map([...renamed, ...rest]);
  return { tensors, naming: naming.name, prefix, others, passedOver };
}

/** Every batch norm of PyTorch counts its training steps: no weights, in any naming. */
function stepCounters(tensors: CheckpointTensors): string[] {
  return [...tensors.keys()].filter((name) => name.endsWith(".num_batches_tracked"));
}

function layerRow({ to, from, ...rest }: Row, n: number): Row {
  const fill = (name: string): string => name.replace("{n}", String(n));
  return { to: fill(to), from: from.map(fill), ...rest };
}

/** Moves a row's tensors under its new name; false when none of them is there. */
function move(
  { to, from, transposed }: Row,
  rest: Map<string, CheckpointTensor>,
  renamed: Map<string, CheckpointTensor>,
  where: string,
): boolean {
  const parts = from.flatMap((name) => rest.get(name) ?? []);
  if (parts.length === 0) return false;
  const missing = from.find((name) => !rest.has(name));
  if (missing !== undefined) {
    throw new PromptcalError(
      `tensor ${missing}: expected beside ${from.find((name) => rest.has(name))}, got none of that name (${where})`,
    );
  }
  for (const name of from) rest.delete(name);
  const stacked = parts.length === 1 ? parts[0]! : stack(from, parts, where);
  renamed.set(to, transposed ? turned(stacked, from[0]!, where) : stacked);
  return true;
}

function stack(
  names: readonly string[],
  parts: readonly CheckpointTensor[],
  where: string,
): CheckpointTensor {
  const [first] = parts;
  const inner = first!.shape.slice(1);
  parts.forEach(({ shape }, index) => {
    if (shape.length === 0 || shape.slice(1).join() !== inner.join()) {
      throw mismatch({
        what: `tensor ${names[index]}`,
        expected: `shape [any, ${inner.join(", ")}] as of ${names[0]}`,
        got: `[${shape.join(", ")}]`,
        where,
      });
    }
  });
  const rows = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  return {
    dtype: parts.every(({ dtype }) => dtype === first!.dtype) ? first!.dtype : "F32",
    shape: [rows, ...inner],
    read: () => {
      const arrays = parts.map((part) => part.read());
      const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const array of arrays) {
        all.set(array, at);
        at += array.length;
      }
      return all;
    },
  };
}

function turned(
  { dtype, shape, read }: CheckpointTensor,
  name: string,
  where: string,
): CheckpointTensor {
  if (shape.length !== 2) {
    throw mismatch({
      what: `tensor ${name}`,
      expected: "a matrix",
      got: `shape [${shape.join(", ")}]`,
      where,
    });
  }
  const [rows, columns] = [shape[0]!, shape[1]!];
  return {
    dtype,
    shape: [columns, rows],
    read: () => {
      const source = read();
      const out = new Float32Array(source.length);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          out[column * rows + row] = source[row * columns + column]!;
        }
      }
      return out;
    },
  };
}
