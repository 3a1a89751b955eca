/**
 * How fast is it here? Steps of tuning and encoding of images at ViT-B/16 size, ours beside PyTorch with
 * open_clip; and everything that the icons suite does, at its real sizes.
 *
 *     npm run bench                                    # prints the tables
 *     npm run bench -- --write                         # and writes them to benchmarks/README.md
 *     npm run bench -- --only coop-step --json FILE    # some parts; the numbers to FILE
 */
import { Command } from "commander";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeFileAtomic, writeJsonAtomic } from "../src/numeric/atomic-file";
import { oneOf } from "../src/numeric/errors";
import { iconsRows } from "./icons";
import { pageOf, type Report } from "./page";
import type { Measured, Row } from "./row";
import { compare } from "./vit-b16/compare";
import { WORKS } from "./vit-b16/setting";
import { SUBJECTS, type Subject } from "./vit-b16/subjects";

const COMPARED = ["matmul", ...Object.keys(WORKS), "image-encoding"];
const PARTS = [...COMPARED, "icons"];

interface Options {
  readonly write: boolean;
  readonly json?: string;
  readonly only: readonly string[];
  readonly subjects: readonly Subject[];
  readonly world?: string;
}

const names =
  <T extends string>(valid: readonly T[], what: string) =>
  (text: string): T[] =>
    text.split(",").map((name) => oneOf(name, valid, what));

async function main(): Promise<void> {
  const options = new Command("bench")
    .option("--write", "write benchmarks/README.md", false)
    .option("--json <file>", "write all numbers to a file")
    .option(
      "--only <parts>",
      `parts with commas between, of: ${PARTS.join(", ")}`,
      names(PARTS, "part"),
      PARTS,
    )
    .option(
      "--subjects <names>",
      `who is compared at ViT-B/16 size, of: ${SUBJECTS.join(", ")}`,
      names(SUBJECTS, "subject"),
      [...SUBJECTS],
    )
    .option("--world <folder>", "keep the comparison's weights, inputs and answers there")
    .parse()
    .opts<Options>();
  const report = await measureAll(options);
  const page = pageOf(report);
  process.stdout.write(page);
  if (options.write) writeFileAtomic(join(__dirname, "README.md"), page);
  if (options.json !== undefined) writeJsonAtomic(options.json, report.rows.map(numbersOf));
}

async function measureAll(options: Options): Promise<Report> {
  const before = loadavg()[0]!;
  const say = (part: string): void => void process.stderr.write(`measuring: ${part}\n`);
  const parts: Measured[] = [await comparison(options, say)];
  if (options.only.includes("icons")) parts.push(await iconsRows(say));
  return {
    machine: `${availableParallelism()} cores, ${cpus()[0]?.model.trim() || "unknown processor"}`,
    load: [before, loadavg()[0]!],
    node: process.version,
    rows: parts.flatMap(({ rows }) => rows),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

/** The works at ViT-B/16 size, on numbers of over half a gigabyte that go away afterwards. */
async function comparison(
  { only, subjects, world }: Options,
  say: (line: string) => void,
): Promise<Measured> {
  const works = COMPARED.filter((work) => only.includes(work));
  if (works.length === 0) return { rows: [], notes: [] };
  const folder =
    world === undefined
      ? mkdtempSync(join(tmpdir(), "promptcal-benchmark-"))
      : resolve(world);
  const remove = (): void => {
    if (world === undefined) rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", remove);
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
  try {
    return await compare(works, subjects, folder, say);
  } finally {
    remove();
  }
}

function numbersOf({ work, subject, median, unit, repeats, peakBytes }: Row): object {
  return { work, subject, median, unit, runs: repeats, peakBytes: peakBytes ?? null };
}

void main();
