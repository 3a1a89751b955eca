/**
 * How fast is it here? Steps of tuning and encoding of images at ViT-B/16 size, ours beside PyTorch with
 * open_clip; and everything that the icons suite does, at its real sizes.
 *
 *     npm run bench                                    # prints the tables
 *     npm run bench -- --write                         # and writes them to benchmarks/README.md
 *     npm run bench -- --only coop-step --json FILE    # some parts; the numbers to FILE
 *     npm run bench -- --gpu --write                   # WebGPU and PyTorch on a graphics card
 *     npm run bench -- --lab --write                   # JupyterLab and the explorer in a browser
 */
import { Command } from "commander";
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { codeCommit, machine } from "../test/campaigns/reliability/made-by";
import { writeJsonAtomic } from "../src/files/atomic-file";
import { mismatch, oneOf } from "../src/errors/promptcal-error";
import { iconsRows } from "./icons";
import { browserRows } from "./lab/lab";
import { pageOf, type Place, type Report } from "./page";
import { writeReport } from "./records";
import type { Measured, Row } from "./row";
import { compare } from "./vit-b16/compare";
import { WORKS } from "./vit-b16/setting";
import { SUBJECTS, SUBJECTS_OF, type Device, type Subject } from "./vit-b16/subjects";

const COMPARED = ["matmul", ...Object.keys(WORKS), "image-encoding"];
const PARTS = [...COMPARED, "icons"];

/** The icons suite is computed on the processor. */
function partsOf(place: Place): readonly string[] {
  return place === "processor" ? PARTS : place === "gpu" ? COMPARED : ["lab"];
}

interface Options {
  readonly gpu: boolean;
  readonly lab: boolean;
  readonly write: boolean;
  readonly json?: string;
  readonly only?: readonly string[];
  readonly subjects?: readonly Subject[];
  readonly world?: string;
}

const names =
  <T extends string>(valid: readonly T[], what: string) =>
  (text: string): T[] =>
    text.split(",").map((name) => oneOf(name, valid, what));

async function main(): Promise<void> {
  const options = new Command("bench")
    .option("--gpu", "on a graphics card: WebGPU beside PyTorch", false)
    .option("--lab", "JupyterLab and the explorer in a browser", false)
    .option("--write", "keep the numbers in benchmarks/records and write the page", false)
    .option("--json <file>", "write all numbers to a file")
    .option(
      "--only <parts>",
      `parts with commas between, of: ${PARTS.join(", ")}`,
      names(PARTS, "part"),
    )
    .option(
      "--subjects <names>",
      `who is compared at ViT-B/16 size, of: ${SUBJECTS.join(", ")}`,
      names(SUBJECTS, "subject"),
    )
    .option("--world <folder>", "keep the comparison's weights, inputs and answers there")
    .parse()
    .opts<Options>();
  const place = options.lab ? "lab" : options.gpu ? "gpu" : "processor";
  // What is kept of a place must not hold another's numbers.
  for (const name of options.subjects ?? []) {
    const valid: readonly Subject[] = place === "lab" ? [] : SUBJECTS_OF[place];
    oneOf(name, valid, `subject on the ${place}`);
  }
  for (const name of options.only ?? [])
    oneOf(name, partsOf(place), `part on the ${place}`);
  const part = options.only ?? options.subjects;
  if (options.write && part !== undefined) {
    throw mismatch({
      what: "option --write",
      expected: "a whole run, since its numbers take the place of all that are kept",
      got: part.join(","),
      fix: "leave --only and --subjects out, or write to a file with --json",
    });
  }
  const report = await measureAll(options, place);
  process.stdout.write(pageOf({ [place]: report }));
  if (options.write) writeReport(place, report);
  if (options.json !== undefined) writeJsonAtomic(options.json, report.rows.map(numbersOf));
}

async function measureAll(
  { subjects, world, ...options }: Options,
  place: Place,
): Promise<Report> {
  const only = options.only ?? partsOf(place);
  const before = loadavg()[0]!;
  const say = (part: string): void => void process.stderr.write(`measuring: ${part}\n`);
  const works = COMPARED.filter((work) => only.includes(work));
  const parts: Measured[] = [];
  if (works.length > 0) {
    parts.push(
      await comparison(works, subjects ?? SUBJECTS_OF[place as Device], world, say),
    );
  }
  if (only.includes("lab")) parts.push(await browserRows(say));
  if (only.includes("icons")) parts.push(await iconsRows(say));
  return {
    machine: machine(),
    load: [before, loadavg()[0]!],
    node: process.version,
    commit: codeCommit(),
    rows: parts.flatMap(({ rows }) => rows),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

/** The works at ViT-B/16 size, on numbers of over half a gigabyte that go away afterwards. */
async function comparison(
  works: readonly string[],
  subjects: readonly Subject[],
  world: string | undefined,
  say: (line: string) => void,
): Promise<Measured> {
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

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
