/**
 * The fault campaign: a plan of small real runs goes through Slurm and the local pool at once while
 * processes, daemons, disk, files and clocks fail; then local sweeps are killed again and again. In the
 * end everything has to be as if nothing had happened.
 *
 *     npm run faults                          # 594 runs and 200 kills; writes docs/reliability
 *     npm run faults -- --short               # 108 runs and 40 kills; writes docs/reliability, too
 *     npm run faults -- --quick               # 4 runs and 3 kills, in less than a minute
 *     npm run faults -- --seed 7 --folder F   # other moments; F keeps plans, logs and stores
 */
import { Command } from "commander";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeRecord } from "../reliability/page";
import { runCampaign } from "./campaign";
import { recordOf, type Form } from "./record";
import { FULL, QUICK, SHORT } from "./settings";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const program = new Command("faults")
    .option("--quick", "4 runs and 3 kills", false)
    .option("--record", "write docs/reliability after --quick, too", false)
    .option("--short", "108 runs and 40 kills", false)
    .option("--seed <text>", "seed of all random moments", "1")
    .option("--folder <folder>", "empty folder for plans, logs and stores; kept")
    .parse();
  const given = program.opts<{
    quick: boolean;
    record: boolean;
    short: boolean;
    seed: string;
    folder?: string;
  }>();
  const folder = given.folder
    ? resolve(given.folder)
    : mkdtempSync(join(tmpdir(), "faults-"));
  mkdirSync(folder, { recursive: true });
  const release: (() => void)[] = [];
  try {
    const settings = given.quick ? QUICK : given.short ? SHORT : FULL;
    const campaign = await runCampaign(settings, given.seed, folder, release, say);
    const record = recordOf(campaign, formOf(given));
    for (const { title, columns, rows, note } of record.tables) {
      say(`\n${title}`);
      for (const row of [columns, ...rows]) say(`  ${row.join("  |  ")}`);
      if (note !== undefined) say(`  ${note}`);
    }
    if (!given.quick) writeRecord("faults", record);
    else if (given.record) writeRecord("faults-quick", record);
    const failed = [...campaign.disturbed.checks, ...campaign.killed.failed].filter(
      ({ holds }) => !holds,
    );
    if (failed.length > 0) {
      say(`\nFAILED: ${failed.map(({ what, found }) => `${what}: ${found}`).join("; ")}`);
      process.exitCode = 1;
    } else say(`\nall as if nothing had happened, in ${Math.round(campaign.seconds)} s`);
  } finally {
    for (const undo of release.reverse()) undo();
    if (given.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Title and options of a form of the campaign. */
function formOf({ quick, short }: { quick: boolean; short: boolean }): Form {
  if (quick) return { title: "Faults, quick form", words: " --quick --record" };
  return { title: "Faults", words: short ? " --short" : "" };
}

void main();
