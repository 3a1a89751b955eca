/** The part of the notebook format that the tests read. */
export interface Notebook {
  readonly cells: readonly Cell[];
}
export interface Cell {
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}
export interface Output {
  readonly output_type: string;
  /** `stdout` or `stderr` of printed text. */
  readonly name?: string;
  readonly text?: readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A notebook of code cells in nbformat 4.5; `tagged` is the index of the parameters cell. */
export function notebook(cells: readonly string[], tagged?: number): string {
  const kernelspec = {
    name: "promptcal",
    display_name: "TypeScript (promptcal)",
    language: "typescript",
  };
  return `${JSON.stringify(
    {
      cells: cells.map((source, i) => ({
        cell_type: "code",
        id: `cell-${i}`,
        metadata: i === tagged ? { tags: ["parameters"] } : {},
        source,
        execution_count: null,
        outputs: [],
      })),
      metadata: { kernelspec },
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  )}\n`;
}

/** All text that a cell printed to standard output. */
export function outputText(cell: Cell): string {
  return cell.outputs
    .filter(({ name }) => name === "stdout")
    .flatMap(({ text }) => text ?? [])
    .join("");
}
