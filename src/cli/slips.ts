import type { Command } from "commander";
import { oneOf } from "../errors/promptcal-error";

/**
 * Checks a command's required options just before its action. Commander asks for them before it looks at unknown
 * ones, so that `run --datset food` would be told that `--dataset` is missing; now it is told what it misspelt.
 */
export function askForOptionsLast(command: Command): void {
  const required = command.options.filter(({ mandatory }) => mandatory);
  for (const option of required) option.mandatory = false;
  command.hook("preAction", (_, acting) => {
    if (acting !== command) return;
    for (const option of required) {
      if (command.getOptionValue(option.attributeName()) !== undefined) continue;
      command.error(`error: required option '${option.flags}' not specified`, {
        code: "commander.missingMandatoryOptionValue",
      });
    }
  });
}

/**
 * Says how an option of a method is given, for `run coop --shots 4`, where no option of the command is like it.
 * @param command has `--set`
 */
export function pointToSettings(command: Command): void {
  const unlike = /^error: unknown option '--([^'=]+)[^']*'$/;
  const tell = command.error.bind(command);
  // Not by `configureOutput`, which commander shares with the commands below this one.
  command.error = (message, options) => {
    const name = unlike.exec(message)?.[1]?.replaceAll("-", "_");
    const hint = `\n(an option of the method is given as --set ${name}=VALUE)`;
    return tell(name === undefined ? message : message + hint, options);
  };
}

/**
 * Names the nearest command for a word behind one that takes options only, such as `sweep stauts`: for a command that
 * also acts by itself, commander would count it as an argument too many.
 * @param words what follows the command
 * @throws PromptcalError with the valid commands and the nearest one
 */
export function checkSubcommand(command: Command, [word]: readonly string[]): void {
  const names = command.commands.map((one) => one.name());
  if (word === undefined || word.startsWith("-") || names.length === 0) return;
  if (word !== "help") oneOf(word, names, `command of ${command.name()}`);
}
