import { promptName } from "../../encoders/prompts/prompt-templates";
import {
  disposeNames,
  joinNames,
  selectNames,
  type NameSuffixes,
} from "../../encoders/prompts/name-suffixes";
import type { PrefixText } from "../../encoders/prompts/prefix-text";
import type { Tokenizer } from "../../encoders/tokens/tokenizer";

/** Names made ready for a prompted tower; constant work is done once per name that was announced. */
export class NameTable {
  private readonly indices = new Map<string, number>();
  private known: NameSuffixes | undefined;

  /** @param text the tower that prompts share */
  constructor(
    private readonly text: PrefixText,
    private readonly tokenizer: Tokenizer,
  ) {}

  /** Adds names that are not there yet. */
  add(names: readonly string[]): void {
    const unseenNames = [...new Set(names)].filter((name) => !this.indices.has(name));
    if (unseenNames.length === 0) return;
    const prepared = this.prepared(unseenNames);
    for (const name of unseenNames) this.indices.set(name, this.indices.size);
    if (this.known === undefined) {
      this.known = prepared;
      return;
    }
    const before = this.known;
    this.known = joinNames([before, prepared]);
    disposeNames(before);
    disposeNames(prepared);
  }

  /** The rows of some names, new tensors; unknown names are prepared for this call only. */
  rows(names: readonly string[]): NameSuffixes {
    const known = this.known;
    const indices = names.map((name) => this.indices.get(name));
    if (known === undefined || indices.includes(undefined)) return this.prepared(names);
    return selectNames(known, indices as number[]);
  }

  /** Frees the table. */
  dispose(): void {
    if (this.known !== undefined) disposeNames(this.known);
    this.known = undefined;
    this.indices.clear();
  }

  private prepared(names: readonly string[]): NameSuffixes {
    return this.text.prepare(
      names.map((name) => [
        ...this.tokenizer.encode(`${promptName(name)}.`),
        this.tokenizer.end,
      ]),
    );
  }
}
