import { csvTable } from "../../files/tables/csv-table";
import { markdownTable } from "./markdown-table";
import {
  columnGroups,
  ranks,
  type PaperCell,
  type PaperColumn,
  type PaperTable,
  type Rank,
} from "./paper-table";

/** Numbers of others beside ours: their field of a row, and the column's head. */
const BESIDE = [
  ["published", "published"],
  ["secondLaboratory", "second laboratory"],
] as const;

/**
 * A table as Markdown: one block per group of columns, so that it fits a page; best bold, second best
 * in italics.
 */
export function paperMarkdown(table: PaperTable): string {
  const { columns, rows } = table;
  if (rows.length === 0)
    return `**${table.caption}**\n\nThe store has none of its runs yet.\n`;
  const marks = ranks(table);
  const groups = columnGroups(columns);
  const blocks = groups.map(({ group, indices }) => {
    const sources = BESIDE.filter(([field]) =>
      rows.some((row) => row[field]?.[group] !== undefined),
    );
    return markdownTable(
      [
        "method",
        ...indices.map((c) => `${group} ${columns[c]!.title}`.trim()),
        ...sources.map(([, head]) => head),
        "data sets × seeds",
      ],
      rows.map((row, r) => [
        row.title,
        ...indices.map((c) => {
          const text = cellText(row.cells[c], columns[c]!);
          const mark = markWith(marks[r]![c], { best: "**", second: "*" });
          return text.value === "–" ? "–" : `${mark}${text.value}${mark}${text.interval}`;
        }),
        ...sources.map(([field]) => row[field]?.[group] ?? ""),
        `${row.datasets} × ${row.seeds}`,
      ]),
    );
  });
  return [`**${table.caption}**: ${table.values}`, ...blocks, table.notes.join(" ")]
    .join("\n\n")
    .concat("\n");
}

/** A table as CSV, long form: a line per row and column, in the unit of the store (fractions, distances). */
export function paperCsv({ columns, rows }: PaperTable): string {
  return csvTable(
    [
      "method",
      "quantity",
      "class_set",
      "value",
      "low",
      "high",
      "n_datasets",
      "n_seeds",
      ...BESIDE.map(([, head]) => head.replace(" ", "_")),
    ],
    rows.flatMap((row) =>
      columns.flatMap(({ group, title }, c) => {
        const cell = row.cells[c];
        if (cell === undefined) return [];
        const [low, high] = cell.interval ?? ["", ""];
        return [
          [
            row.title,
            group,
            title,
            cell.effect,
            low,
            high,
            row.datasets,
            row.seeds,
            ...BESIDE.map(([field]) => row[field]?.[group] ?? ""),
          ],
        ];
      }),
    ),
  );
}

/**
 * A table for LaTeX with the package booktabs: best bold, second best underlined, intervals in a small line
 * below. It is a whole `table*`, to be used with `\input`.
 */
export function paperTex(table: PaperTable): string {
  const { columns, rows, caption, values, notes } = table;
  const marks = ranks(table);
  const groups = columnGroups(columns);
  const first = 2;
  const heads = groups.map(
    ({ group, indices }) => `\\multicolumn{${indices.length}}{c}{${tex(group)}}`,
  );
  const rules = groups.map(({ indices }) => {
    const from = first + indices[0]!;
    return `\\cmidrule(lr){${from}-${from + indices.length - 1}}`;
  });
  const body = rows.flatMap((row, r) => {
    const cells = columns.map((column, c) => ({ ...cellText(row.cells[c], column), c }));
    const values = cells.map(({ value, c }) => {
      const command = markWith(marks[r]![c], { best: "\\textbf", second: "\\underline" });
      return command === "" ? tex(value) : `${command}{${tex(value)}}`;
    });
    const small = cells.map(({ interval }) =>
      interval === "" ? "" : `{\\tiny ${tex(interval.trim())}}`,
    );
    const counts = `${row.datasets}$\\times$${row.seeds}`;
    return [
      `${tex(row.title)} & ${values.join(" & ")} & ${counts} \\\\`,
      ...(small.every((text) => text === "") ? [] : [` & ${small.join(" & ")} & \\\\`]),
    ];
  });
  return [
    "% Written by promptcal from stored runs. Needs \\usepackage{booktabs}.",
    "\\begin{table*}[t]",
    "\\centering\\small\\setlength{\\tabcolsep}{3.5pt}",
    `\\caption{${tex([`${caption}: ${values}`, ...notes].join(". ").replaceAll("..", "."))}}`,
    `\\begin{tabular}{l${"r".repeat(columns.length)}r}`,
    "\\toprule",
    ` & ${heads.join(" & ")} & \\\\`,
    rules.join(" "),
    `Method & ${columns.map(({ title }) => tex(title)).join(" & ")} & $n$ \\\\`,
    "\\midrule",
    ...body,
    "\\bottomrule",
    "\\end{tabular}",
    "\\end{table*}",
    "",
  ].join("\n");
}

function cellText(
  cell: PaperCell | undefined,
  { scale, digits, signed }: PaperColumn,
): { readonly value: string; readonly interval: string } {
  if (cell === undefined) return { value: "–", interval: "" };
  const text = (value: number): string => {
    const plain = Math.abs(value * scale).toFixed(digits);
    const negative = value < 0 && Number(plain) !== 0;
    const plus = signed && value > 0 && Number(plain) !== 0 ? "+" : "";
    return `${negative ? "−" : plus}${plain}`;
  };
  const interval =
    cell.interval === undefined ? "" : ` [${cell.interval.map(text).join(", ")}]`;
  return { value: text(cell.effect), interval };
}

function markWith(rank: Rank, signs: Readonly<Record<"best" | "second", string>>): string {
  return rank === undefined ? "" : signs[rank];
}

/** Text as LaTeX sets it. */
function tex(text: string): string {
  return text
    .replace(/[\\{}$&#%_^~]/g, (sign) =>
      sign === "\\"
        ? "\\textbackslash{}"
        : /[\^~]/.test(sign)
          ? `\\${sign}{}`
          : `\\${sign}`,
    )
    .replaceAll("−", "$-$")
    .replaceAll("×", "$\\times$")
    .replaceAll("≥", "$\\ge$")
    .replaceAll("λ", "$\\lambda$")
    .replaceAll("–", "--");
}
