import assert from "node:assert/strict";
import { Command, CommanderError } from "commander";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { COMMANDS } from "../src/cli/commands";
import { addLazyCommands } from "../src/cli/lazy-commands";
import { projectRoot } from "../src/files/project-root";

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(projectRoot, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** The words of each `npx promptcal …` line in a page's code blocks, comments left out. */
function commandsOf(page: string): readonly (readonly string[])[] {
  const blocks = readFileSync(join(projectRoot, page), "utf8").matchAll(
    /^```\w*\n([\s\S]*?)^```/gm,
  );
  return [...blocks].flatMap(([, block]) =>
    [...block!.matchAll(/^(?:[A-Z_]+=\S+ )*npx promptcal (.*)$/gm)].map(([, line]) =>
      [...line!.replace(/\s#.*$/, "").matchAll(/"([^"]*)"|(\S+)/g)].map(
        ([, quoted, plain]) => quoted ?? plain!,
      ),
    ),
  );
}

/** Its options and arguments were understood, and its action was about to begin. */
class Understood extends Error {}

/** Parses a command as `promptcal` does, up to its action. */
async function parse(words: readonly string[]): Promise<void> {
  const program = new Command("promptcal")
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .hook("preAction", () => {
      throw new Understood();
    });
  addLazyCommands(program, COMMANDS);
  await program.parseAsync(["node", "promptcal", ...words]);
}

describe("commands of the documents", () => {
  const documented = pages.flatMap((page) =>
    commandsOf(page).map((words) => ({ page, words })),
  );

  it("are found", () => {
    assert.ok(documented.length > 30, `${documented.length}`);
  });

  for (const { page, words } of documented)
    it(`${page}: promptcal ${words.join(" ")}`, async () => {
      await assert.rejects(parse(words), (error: unknown) => {
        const isHelp =
          error instanceof CommanderError && error.code === "commander.helpDisplayed";
        assert.ok(error instanceof Understood || isHelp, String(error));
        return true;
      });
    });

  it("an option that does not exist would be found", async () => {
    await assert.rejects(parse(["sweep", "run", "plan.jsonl", "--jos", "2"]), /--jos/);
    await assert.rejects(parse(["sweeps"]), /sweeps/);
  });
});
