import assert from "node:assert/strict";
import { Command, CommanderError } from "commander";
import { describe, it } from "node:test";
import { COMMANDS } from "../../src/cli/commands";
import { addLazyCommands } from "../../src/cli/lazy-commands";

/** The real commands, which throw what they say instead of ending the process. */
function commandLine(): { readonly program: Command; readonly said: () => string } {
  let text = "";
  const quiet = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: (more) => void (text += more) });
    command.commands.forEach(quiet);
  };
  const program = new Command("promptcal").enablePositionalOptions();
  program.exitOverride().configureOutput({ writeErr: (more) => void (text += more) });
  addLazyCommands(program, COMMANDS);
  program.commands.forEach(quiet);
  return { program, said: () => text };
}

/** What a command line says of a slip; nothing may be computed. */
async function complaint(...words: string[]): Promise<string> {
  const { program, said } = commandLine();
  const error: unknown = await program.parseAsync(["node", "promptcal", ...words]).then(
    () => assert.fail(`expected ${words.join(" ")} to be refused`),
    (reason: unknown) => reason,
  );
  return error instanceof CommanderError ? said() : (error as Error).message;
}

describe("a slip is named with the nearest option or command", () => {
  const slips: readonly (readonly [words: string, slip: string, meant: string])[] = [
    ["run --datset food", "--datset", "--dataset"],
    ["run coop --dataset food --sede 3", "--sede", "--seed"],
    ["runs import x.npz --datset food", "--datset", "--dataset"],
    ["prompts import x.pth --sute clip", "--sute", "--suite"],
    ["sweep --tuner coop", "--tuner", "--tuners"],
    ["sweep plan --datasts food", "--datasts", "--datasets"],
    ["sweep collect plan.jsonl --ot x.csv", "--ot", "--out"],
    ["sweep stauts plan.jsonl", "stauts", "status"],
    ["metrics x.csv --bin 5", "--bin", "--bins"],
    ["data chek", "chek", "check"],
    ["weights get ViT-B-16 --mirrors x", "--mirrors", "--mirror"],
    ["notebooks a.ipynb --figure x", "--figure", "--figures"],
    ["tables --chek", "--chek", "--check"],
    ["doctor --jsn", "--jsn", "--json"],
    ["verify --backed wasm", "--backed", "--backend"],
    ["start --pln paper", "--pln", "--plan"],
    ["swep", "swep", "sweep"],
  ];
  for (const [words, slip, meant] of slips) {
    it(`promptcal ${words}`, async () => {
      const text = await complaint(...words.split(" "));
      assert.ok(text.includes(`'${slip}'`) || text.includes(`"${slip}"`), text);
      assert.match(text, new RegExp(`[Dd]id you mean "?${meant}"?\\?`));
    });
  }

  it("without a slip, a missing option is named", async () => {
    assert.match(
      await complaint("run", "coop"),
      /required option '--dataset <name>' not specified/,
    );
  });

  it("a command's own words are no slips", async () => {
    assert.match(await complaint("sweep", "status"), /missing required argument 'plan'/);
    assert.match(
      await complaint("sweep", "--jobs", "many"),
      /expected a whole number of at least 1/,
    );
  });
});

it("a method's option is pointed to --set where the command has that, and nowhere else", async () => {
  const hint = "(an option of the method is given as --set n_ctx=VALUE)";
  for (const words of ["run coop --n-ctx 4", "sweep --n-ctx 4", "sweep plan --n-ctx 4"]) {
    assert.ok((await complaint(...words.split(" "))).includes(hint), words);
  }
  for (const words of ["sweep status plan.jsonl --n-ctx 4", "doctor --n-ctx"]) {
    const text = await complaint(...words.split(" "));
    assert.ok(text.includes("unknown option '--n-ctx'") && !text.includes("--set"), text);
  }
});
