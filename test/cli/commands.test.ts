import assert from "node:assert/strict";
import { Command } from "commander";
import { describe, it } from "node:test";
import { COMMANDS } from "../../src/cli/commands";
import { addLazyCommands } from "../../src/cli/lazy-commands";

/** Phrases that a reader of English stumbles over. */
const AVOID =
  /\b(is to be|hang on|mends?|wholly|anew|aside|beside|so many|what is (there|done|finished)|with commas|see to it|one looks?|that pays)\b/i;

/** A command with its options, and all below it. */
function loaded(command: Command): readonly Command[] {
  // Help loads what a lazy command waits for.
  let written = "";
  command.configureOutput({ writeOut: (text) => (written += text) });
  command.outputHelp();
  assert.ok(written.includes("Usage:"));
  return [command, ...command.commands.flatMap(loaded)];
}

describe("the help of every command", () => {
  const program = new Command("promptcal");
  addLazyCommands(program, COMMANDS);
  const commands = loaded(program).slice(1);
  it("has --json wherever the command does something", () => {
    // `sweep` does something, and has commands below it too.
    const own = commands.filter(
      (command) => command.commands.length === 0 || command.name() === "sweep",
    );
    const without = own.filter(({ options }) =>
      options.every(({ long }) => long !== "--json"),
    );
    assert.deepEqual(
      without.map((command) => command.name()),
      [],
    );
  });
  for (const command of commands) {
    it(`${command.parent?.name()} ${command.name()} is plain, and says what every option does`, () => {
      const texts = [
        command.description(),
        ...command.options.map(({ description }) => description),
        ...command.registeredArguments.map(({ description }) => description),
      ];
      for (const text of texts) {
        assert.notEqual(text, "");
        if (["run", "metrics"].includes(command.name())) continue;
        assert.doesNotMatch(text, AVOID);
        assert.doesNotMatch(text, /[.;]$/);
      }
    });
  }
});
