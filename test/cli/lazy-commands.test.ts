import assert from "node:assert/strict";
import { Command, Help } from "commander";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { startPromptcal } from "../campaigns/faults/commands";
import { COMMANDS } from "../../src/cli/commands";
import { DATA_COMMANDS } from "../../src/cli/data/data";
import { addLazyCommands, type LazyCommands } from "../../src/cli/lazy-commands";
import { SWEEP_COMMANDS } from "../../src/cli/sweep/sweep";
import { WEIGHTS_COMMANDS } from "../../src/cli/weights/weights";

const folder = mkdtempSync(join(tmpdir(), "promptcal-commands-"));
after(() => rmSync(folder, { recursive: true }));

/** Packages that computing runs and drawing needs. */
const HEAVY = [
  "@tensorflow",
  "sharp",
  "hyparquet",
  "yauzl",
  "tar-stream",
  "typescript",
  "playwright-core",
  "plotly.js",
  "danfojs-node",
];

describe("commands that are loaded when they are called", () => {
  const tables: Record<string, LazyCommands> = {
    promptcal: COMMANDS,
    "promptcal sweep": SWEEP_COMMANDS,
    "promptcal data": DATA_COMMANDS,
    "promptcal weights": WEIGHTS_COMMANDS,
  };
  for (const [parent, commands] of Object.entries(tables)) {
    it(`${parent}: the list in its help says of each command what the command says of itself`, () => {
      for (const [name, { usage, load }] of Object.entries(commands)) {
        const command = new Command(name);
        load()(command);
        assert.equal(
          `${name} ${usage}`.trimEnd(),
          new Help().subcommandTerm(command),
          `${parent} ${name}`,
        );
      }
    });
  }

  it("loads the called command alone, once, and none for help, version and typing errors", async () => {
    const called: string[] = [];
    const shown = async (...words: string[]): Promise<string> => {
      let text = "";
      const add = (more: string): void => void (text += more);
      const program = new Command("program")
        .version("1.2.3")
        .exitOverride()
        .configureOutput({ writeOut: add, writeErr: add });
      const lazy = (name: string): LazyCommands[string] => ({
        usage: "[options] <file>",
        description: `does ${name}`,
        load: () => (command) => {
          called.push(`load ${name}`);
          command
            .argument("<file>", "a file")
            .option("--own", "its own option")
            .action((file: string) => void called.push(`${name} ${file}`));
        },
      });
      addLazyCommands(program, { one: lazy("one"), two: lazy("two") });
      await program.parseAsync(["node", "program", ...words]).catch(() => undefined);
      return text;
    };
    const all = await shown("--help");
    assert.match(all, /one \[options\] <file> +does one/);
    assert.match(all, /two \[options\] <file> +does two/);
    assert.match(await shown("--version"), /^1\.2\.3/);
    assert.match(await shown("three"), /unknown command 'three'/);
    assert.deepEqual(called.splice(0), []);
    await shown("one", "x", "--own");
    assert.deepEqual(called.splice(0), ["load one", "one x"]);
    const own = await shown("two", "--help");
    assert.match(own, /--own +its own option/);
    assert.equal(await shown("help", "two"), own);
    assert.deepEqual(called.splice(0), ["load two", "load two"]);
  });

  const plan = join(folder, "none.jsonl");
  const light: readonly (readonly string[])[] = [
    ["--help"],
    ["work", plan, "--index", "0"],
    ["sweep", "status", plan],
    ["sweep", "run", plan],
  ];
  for (const words of light) {
    it(`promptcal ${words.filter((word) => word !== plan).join(" ")} loads no package for computing or drawing`, async () => {
      const list = join(folder, "packages.json");
      const hook = join(__dirname, "list-packages.cjs");
      const options = { ...process.env, NODE_OPTIONS: `--require ${hook}`, LIST: list };
      const { out, err } = await startPromptcal(folder, words, { env: options }).ended;
      // The command was there, and got as far as the missing plan.
      assert.match(out + err, words.length > 1 ? /no such file/ : /Commands:/);
      const packages = JSON.parse(readFileSync(list, "utf8")) as string[];
      assert.ok(packages.includes("commander"));
      assert.deepEqual(
        packages.filter((name) => HEAVY.some((heavy) => name.startsWith(heavy))),
        [],
      );
    });
  }
});
