import { existsSync, rmSync } from "node:fs";
import { PromptcalError } from "../errors/promptcal-error";
import { sha256 } from "./hash";
import { readSafetensors, tensorOf, writeSafetensors } from "./tensors/safetensors";
import { SystemFailure } from "./system-error";

/** Time between two copies of unfinished work, milliseconds. */
const KEEP_MS = 15_000;

/**
 * The first rows of a table that is being computed, kept beside the file that will hold all of them: a stopped process
 * loses at most the last quarter of a minute. One process at a time writes them.
 */
export class PartialRows {
  private last = Date.now();
  private readonly file: string;

  /**
   * @param path file of the whole table
   * @param dimension values of a row
   */
  constructor(
    path: string,
    private readonly dimension: number,
  ) {
    this.file = `${path}.part`;
  }

  /** Copies the rows that an earlier process kept into `table`. @returns how many there were */
  restore(table: Float32Array): number {
    if (!existsSync(this.file)) return 0;
    try {
      const file = readSafetensors(this.file);
      const { data } = tensorOf(file, "rows", [-1, this.dimension], this.file);
      const rows = data as Float32Array;
      if (rows.length > table.length || file.metadata["sha256"] !== hashOf(rows)) return 0;
      table.set(rows);
      return rows.length / this.dimension;
    } catch (error) {
      // A damaged copy costs time, not truth.
      if (error instanceof PromptcalError) return 0;
      throw error;
    }
  }

  /** Keeps the first rows, if the last time was a minute ago. */
  keepSometimes(table: Float32Array, rows: number): void {
    if (Date.now() - this.last >= KEEP_MS) this.keep(table, rows);
  }

  /** Keeps the first rows. A disk without room costs the copy, not the work. */
  keep(table: Float32Array, rows: number): void {
    if (rows === 0) return;
    const data = table.subarray(0, rows * this.dimension);
    const tensors = { rows: { shape: [rows, this.dimension], data } };
    try {
      writeSafetensors(this.file, tensors, { sha256: hashOf(data) });
    } catch (error) {
      if (!(error instanceof SystemFailure)) throw error;
    }
    this.last = Date.now();
  }

  /** Removes what was kept, once the whole table is stored. */
  remove(): void {
    rmSync(this.file, { force: true });
  }
}

function hashOf(data: Float32Array): string {
  return sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
