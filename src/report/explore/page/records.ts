import { meanConfidences } from "../../../analysis/explore/cell-counts";
import type { ExplorerData } from "../../../analysis/explore/explorer-data";

/** The records of all test sets, decoded: samples with about the same confidence. */
export interface Records {
  readonly cell: Uint16Array;
  readonly n: Uint8Array;
  readonly right: Uint8Array;
  /** Mean confidence. */
  readonly confidence: Float64Array;
}

/** Decodes the records of the page's data. */
export function decodeRecords({ cells }: ExplorerData): Records {
  const cell = new Uint16Array(bytesOf(cells.cell).buffer);
  const offset = new Uint16Array(bytesOf(cells.offset).buffer);
  return {
    cell,
    n: bytesOf(cells.n),
    right: bytesOf(cells.right),
    confidence: meanConfidences({ cell, offset }),
  };
}

function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
