import { bytePairs, END_TOKEN, START_TOKEN, type BytePairs } from "./byte-pairs";

/** Texts of token ids: words in lower case with a blank behind each. */
export type TokenDecoder = (ids: Iterable<number>) => string;

/** The inverse of CLIP's tokenizer, as far as it has one: case and runs of blanks are lost. */
export function tokenDecoder(vocabulary: BytePairs = bytePairs()): TokenDecoder {
  const symbols = new Map([...vocabulary.ids].map(([symbol, id]) => [id, symbol]));
  const bytes = new Map(vocabulary.byteSymbols.map((symbol, byte) => [symbol, byte]));
  return (ids) => {
    const all = [...ids]
      .filter((id) => id !== START_TOKEN && id !== END_TOKEN)
      .map((id) => symbols.get(id) ?? "")
      .join("");
    const words = all.split("</w>").map((word) => {
      const codes = [...word].flatMap((symbol) => bytes.get(symbol) ?? []);
      return Buffer.from(codes).toString("utf8");
    });
    return words.join(" ").trim();
  };
}
