import type { Command } from "commander";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadRuns } from "../experiments/load";
import { presetRuns } from "../experiments/presets";
import { projectRoot } from "../experiments/project-root";
import { defaultStore } from "../experiments/store-paths";
import { writeFileAtomic } from "../numeric/atomic-file";
import { PromptcalError } from "../numeric/errors";
import { withClaims } from "../report/readme-claims";
import { interruptSignal } from "./interrupt";
import { runNotebooks } from "./run-notebooks";

const COMMITTED = join(projectRoot, "figures");
const README = join(projectRoot, "README.md");

/** Files whose bytes are numbers or text: pictures hang on the machine's fonts. */
const NUMBERS = /^(\d\d-.*\.(csv|md|tex)|claims\.(md|json))$/;

/** `promptcal tables`: the claims of the README, and the check that everything printed is what the store gives. */
export function addTables(program: Command): void {
  program
    .command("tables")
    .description(
      "write the README's claims from figures/claims.json; --check: compare everything",
    )
    .option("--check", "execute all notebooks aside and compare tables, claims and README")
    .action(async ({ check = false }: { check?: boolean }) => {
      const readme = readFileSync(README, "utf8");
      const json: unknown = JSON.parse(
        readFileSync(join(COMMITTED, "claims.json"), "utf8"),
      );
      const expected = withClaims(readme, json);
      if (!check) {
        writeFileAtomic(README, expected);
        return;
      }
      const different = await differing(interruptSignal());
      if (expected !== readme)
        different.push("README.md: its claims are not figures/claims.json's");
      if (different.length > 0) {
        throw new PromptcalError(
          `tables: expected what the store gives, got ${different.length} differences:\n` +
            `${different.join("\n")}\nmake them anew with: npm run paper && npx promptcal tables`,
        );
      }
      process.stdout.write("tables, claims and README are what the store gives\n");
    });
}

/** Committed files that differ from what the notebooks write now, or that only one of the two has. */
async function differing(signal: AbortSignal): Promise<string[]> {
  const aside = mkdtempSync(join(tmpdir(), "promptcal-tables-"));
  try {
    const runs = loadRuns(await presetRuns("paper"), defaultStore());
    const results = runs.map(({ result }) => result.hash);
    const figures = join(aside, "figures");
    await runNotebooks(
      { into: join(aside, "notebooks"), figures, results, always: true },
      signal,
    );
    const listed = (folder: string): string[] =>
      existsSync(folder) ? readdirSync(folder).filter((name) => NUMBERS.test(name)) : [];
    const names = [...new Set([...listed(COMMITTED), ...listed(figures)])].sort();
    return names.flatMap((name) => {
      const [old, now] = [COMMITTED, figures].map((folder) => {
        const path = join(folder, name);
        return existsSync(path) ? readFileSync(path, "utf8") : undefined;
      });
      if (old === now) return [];
      const how =
        old === undefined ? "is missing" : now === undefined ? "is left over" : "differs";
      return [`figures/${name}: ${how}`];
    });
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
