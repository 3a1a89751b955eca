import { type Command, Help } from "commander";

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
    waiting.get(command)?.()(command);
    waiting.delete(command);
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
  parent.hook("preSubcommand", (_, command) => complete(command));
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
