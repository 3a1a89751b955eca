import { PromptcalError } from "../../../../errors/promptcal-error";

/** Values of a template's placeholders; undefined ones take their line with them. */
export type JobValues = Readonly<Record<string, string | undefined>>;

/**
 * Fills a job script's template: `@NAME@` becomes the value of `NAME`. `#SBATCH` lines take values as
 * they are; elsewhere a value is quoted for the shell, but for the command, which is made of words.
 * @throws PromptcalError for a placeholder that is not known
 */
export function fillTemplate(template: string, values: JobValues, where: string): string {
  const filled: string[] = [];
  for (const line of template.split("\n")) {
    const names = line.startsWith("# ")
      ? []
      : [...line.matchAll(/@([A-Z]+)@/g)].map(([, name]) => name!);
    for (const name of names) {
      if (!Object.hasOwn(values, name)) {
        throw new PromptcalError(
          `job template: expected placeholders ${Object.keys(values).join(", ")}, got ${name} (${where})`,
        );
      }
    }
    if (names.some((name) => values[name] === undefined)) continue;
    const plain = line.startsWith("#SBATCH");
    filled.push(
      names.reduce(
        (text, name) =>
          text.replace(`@${name}@`, () =>
            plain || name === "COMMAND" ? values[name]! : shellWord(values[name]!),
          ),
        line,
      ),
    );
  }
  return filled.join("\n");
}

/** A word as bash reads it back unchanged. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
