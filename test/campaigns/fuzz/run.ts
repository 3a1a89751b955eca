/**
 * Gives hostile input to every reader of bytes from outside.
 *
 *     npm run fuzz                                          # the whole campaign, a million inputs
 *     npm run fuzz -- --quick                               # its short form, as the tests run it
 *     npm run fuzz -- --target pickle --seed 1 --index 42   # one input once more
 *     npm run fuzz -- --write                               # and docs/reliability.md with its record
 */
import { Command } from "commander";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FuzzRecord } from "../reliability/fuzz-record";
import { writeRecord } from "../reliability/page";
import { oneOf } from "../../../src/errors/promptcal-error";
import { runCampaign, type TargetCount } from "./campaign";
import { campaignRecord } from "./record";
import { TARGET_NAMES } from "./targets";

interface Given {
  readonly quick: boolean;
  readonly write: boolean;
  readonly target?: readonly string[];
  readonly seed: number;
  readonly index?: number;
  readonly inputs?: number;
}

const RECORD = join(__dirname, "..", "..", "..", "docs", "reliability", "fuzz.json");

function earlierRecord(): FuzzRecord | undefined {
  return existsSync(RECORD)
    ? (JSON.parse(readFileSync(RECORD, "utf8")) as FuzzRecord)
    : undefined;
}

async function main(): Promise<void> {
  const given = new Command("fuzz")
    .option("--quick", "few inputs of each target", false)
    .option("--target <name...>", `of ${TARGET_NAMES.join(", ")}; all by default`)
    .option("--seed <number>", "of the random streams", Number, 1)
    .option("--index <number>", "one input alone", Number)
    .option("--inputs <number>", "inputs of each target", Number)
    .option("--write", "write docs/reliability.md and its record", false)
    .parse()
    .opts<Given>();
  const targets = (given.target ?? TARGET_NAMES).map((name) =>
    oneOf(name, TARGET_NAMES, "fuzz target"),
  );
  const { seed, index, quick } = given;
  const counts = await runCampaign({
    targets,
    seed,
    inputs: (target) =>
      index !== undefined ? 1 : (given.inputs ?? (quick ? target.quick : target.inputs)),
    ...(index === undefined ? {} : { from: index }),
    onTarget: (count) => {
      report(count);
      // After each target, so that a campaign that is stopped has not been for nothing.
      if (given.write) writeRecord("fuzz", campaignRecord([count], seed, earlierRecord()));
    },
  });
  const findings = counts.flatMap((count) => count.findings).length;
  const inputs = counts.reduce((sum, count) => sum + count.inputs, 0);
  process.stdout.write(`${inputs} inputs, ${findings} findings\n`);
  if (findings > 0) process.exitCode = 1;
}

function report({
  target,
  inputs,
  accepted,
  rejected,
  findings,
  restarts,
  slowest,
  seconds,
  files,
}: TargetCount): void {
  process.stdout.write(
    `${target}: ${inputs} inputs, ${accepted} accepted, ${rejected} rejected, ` +
      `${restarts} restarts, slowest ${slowest.toFixed(0)} ms, ${seconds.toFixed(1)} s\n`,
  );
  const never = Object.keys(files).filter((file) => files[file] === 0);
  if (never.length > 0) process.stdout.write(`  never accepted: ${never.join(", ")}\n`);
  for (const { fault, detail, index, times } of findings) {
    const text = detail.replaceAll("\n", "\n    ").slice(0, 1500);
    process.stdout.write(`  ${fault}, ${times} times, first --index ${index}: ${text}\n`);
  }
}

void main();
