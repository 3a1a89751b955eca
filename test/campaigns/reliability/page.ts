/**
 * Makes docs/reliability.md out of the records that the campaigns leave in docs/reliability/:
 *     node --import tsx test/campaigns/reliability/page.ts
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic, writeJsonAtomic } from "../../../src/files/atomic-file";
import { fuzzSection, type FuzzRecord } from "./fuzz-record";
import type { RecordTable, ReliabilityRecord } from "./reliability-record";
import { markdownTable } from "../../../src/report/tables/markdown-table";

const DOCS = join(__dirname, "..", "..", "..", "docs");
const RECORDS = join(DOCS, "reliability");

const INTRODUCTION = `# Reliability

What happens to a sweep when machines fail, and to the readers when files are damaged or hostile. One command writes each
section of this page (\`test/campaigns/reliability/page.ts\`). Faults and hostile input are drawn at random from a seed.
Continuous integration runs the short forms.
`;

/** Writes a campaign's record, `docs/reliability/<name>.json`, and rewrites the page. */
export function writeRecord(name: string, record: ReliabilityRecord | FuzzRecord): void {
  writeJsonAtomic(join(RECORDS, `${name}.json`), record);
  writePage();
}

/** Writes docs/reliability.md. */
function writePage(): void {
  writeFileAtomic(join(DOCS, "reliability.md"), pageOfRecords());
}

/** The page out of all records there are, in the order of their names. */
export function pageOfRecords(): string {
  const names = existsSync(RECORDS) ? readdirSync(RECORDS).sort() : [];
  const sections = names
    .filter((name) => name.endsWith(".json"))
    .map(readRecord)
    .map(sectionOf);
  return [INTRODUCTION, ...sections].join("\n");
}

function readRecord(name: string): ReliabilityRecord {
  const text = readFileSync(join(RECORDS, name), "utf8");
  const record = JSON.parse(text) as ReliabilityRecord | FuzzRecord;
  return "measured" in record ? fuzzSection(record) : record;
}

/** A campaign's section in Markdown. */
export function sectionOf(record: ReliabilityRecord): string {
  const { title, command, about, tables, findings } = record;
  const found = findings.map(({ what, kept }) => `- ${what} Kept away by: ${kept}`);
  return [
    `## ${title}\n`,
    ...about.map((paragraph) => `${paragraph}\n`),
    ...tables.map(tableOf),
    ...(found.length > 0 ? [`### Found and fixed\n\n${found.join("\n")}\n`] : []),
    `${lineOf(record)}\n\nAgain: \`${command}\`\n`,
  ].join("\n");
}

function tableOf({ title, columns, rows, note }: RecordTable): string {
  const cells = rows.map((row) => row.map(shown));
  const after = note === undefined ? "" : `\n${note}\n`;
  return `### ${title}\n\n${markdownTable(columns, cells)}\n${after}`;
}

function lineOf({ seed, commit, started, seconds, machine }: ReliabilityRecord): string {
  const when =
    started.length > 10 ? `${started.slice(0, 16).replace("T", " ")} UTC` : started;
  const drawn = seed === undefined ? "" : `seed ${seed}, `;
  const line = `${drawn}commit ${commit}, ${when}, ${shown(Math.round(seconds))} s on ${machine}.`;
  return line[0]!.toUpperCase() + line.slice(1);
}

/** Whole numbers with commas between thousands. */
function shown(cell: string | number): string {
  return typeof cell === "number" && Number.isInteger(cell)
    ? cell.toLocaleString("en-US")
    : String(cell);
}

if (require.main === module) writePage();
