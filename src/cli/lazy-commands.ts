import { type Command, Help } from "commander";
import { askForOptionsLast, checkSubcommand } from "./slips";

/** A command as the help of its parent lists it; its file is loaded when it is called. */
export interface LazyCommand {
  /** What follows the name in that list, for instance `[options] <plan>`. */
  readonly usage: string;
  readonly description: string;
  /** Loads the file; its function gives the command options, arguments and action. */
  readonly load: () => (command: Command) => void;
}

/** By name, in the order of the help. */
export type LazyCommands = Readonly<Record<string, LazyCommand>>;

/**
 * Adds commands of which only the called one is loaded: `--help` and `--version` load none, `doctor` works
 * where packages that others need do not, and no command waits for what it does not use.
 */
export function addLazyCommands(parent: Command, commands: LazyCommands): void {
  const waiting = new Map<Command, LazyCommand["load"]>();
  const complete = (command: Command): void => {
    const load = waiting.get(command);
    if (load === undefined) return;
    waiting.delete(command);
    load()(command);
    askForOptionsLast(command);
  };
  for (const [name, { description, load }] of Object.entries(commands)) {
    const command = parent.command(name).description(description);
    waiting.set(command, load);
    // `help NAME` shows a command without calling it.
    command.addHelpText("before", () => {
      complete(command);
      return "";
    });
  }
  parent.hook("preSubcommand", ({ args }, command) => {
    complete(command);
    checkSubcommand(command, args.slice(1));
  });
  const usual = new Help();
  parent.configureHelp({
    subcommandTerm: (command) => {
      const usage = commands[command.name()]?.usage;
      return usage === undefined
        ? usual.subcommandTerm(command)
        : `${command.name()} ${usage}`.trimEnd();
    },
  });
}
