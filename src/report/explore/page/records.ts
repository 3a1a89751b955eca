import { meanConfidences } from "../../../analysis/explore/cell-counts";
import type { ExplorerData } from "../../../analysis/explore/explorer-data";

/** The records of all test sets, decoded: samples with about the same confidence. */
export interface Records {
  readonly cell: Uint16Array;
  readonly n: Uint8Array;
  readonly right: Uint8Array;
  /** Mean confidence. */
  readonly confidence: Float64Array;
  /** Sums over all records before each one, so that those of any range are differences. */
  readonly before: RecordSums;
}

/** Sums over samples, shape [records + 1] each. */
export interface RecordSums {
  readonly n: Float64Array;
  readonly right: Float64Array;
  readonly confidence: Float64Array;
}

/** Decodes the records of the page's data. */
export function decodeRecords({ cells }: ExplorerData): Records {
  const cell = new Uint16Array(bytesOf(cells.cell).buffer);
  const offset = new Uint16Array(bytesOf(cells.offset).buffer);
  const [n, right] = [bytesOf(cells.n), bytesOf(cells.right)];
  const confidence = meanConfidences({ cell, offset });
  return { cell, n, right, confidence, before: sumsBefore(n, right, confidence) };
}

function sumsBefore(
  n: Uint8Array,
  right: Uint8Array,
  confidence: Float64Array,
): RecordSums {
  const zeros = () => new Float64Array(n.length + 1);
  const sums = { n: zeros(), right: zeros(), confidence: zeros() };
  for (let i = 0; i < n.length; i++) {
    sums.n[i + 1] = sums.n[i]! + n[i]!;
    sums.right[i + 1] = sums.right[i]! + right[i]!;
    sums.confidence[i + 1] = sums.confidence[i]! + n[i]! * confidence[i]!;
  }
  return sums;
}

function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
