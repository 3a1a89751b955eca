import { PromptcalError } from "../../../../errors/promptcal-error";

/** Values of a template's placeholders; undefined ones take their line with them. */
export type JobValues = Readonly<Record<string, string | undefined>>;

/**
 * Fills a job script's template: `@NAME@` becomes the value of `NAME`, quoted for Slurm in `#SBATCH` lines and for the
 * shell elsewhere, but for the command, which is made of words.
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
    const quoted = line.startsWith("#SBATCH")
      ? (value: string) =>
          sbatchWord(value, /^#SBATCH\s+--?(output|error|[oe])\b/.test(line))
      : shellWord;
    filled.push(
      names.reduce(
        (text, name) =>
          text.replace(`@${name}@`, () =>
            name === "COMMAND" ? values[name]! : quoted(values[name]!),
          ),
        line,
      ),
    );
  }
  return filled.join("\n");
}

/**
 * A part of a word as sbatch reads it back unchanged in a `#SBATCH` line, where quotes and backslashes have the meaning
 * that they have within double quotes of a shell.
 * @param isPattern whether Slurm fills in `%j` and its like, as in names of log files; only `LOG` is meant so
 */
export function sbatchWord(text: string, isPattern: boolean): string {
  const literal = isPattern && text.includes("/") ? text.replaceAll("%", "%%") : text;
  return /^[\w@%+=:;,.*/~^()[\]-]*$/.test(literal)
    ? literal
    : `"${literal.replace(/["\\]/g, "\\$&")}"`;
}

/** A name for a job: letters, digits, dots, dashes and underscores. */
export function jobName(text: string): string {
  const name = text
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return name === "" ? "promptcal" : name;
}

/**
 * Puts into the template of a job that collects what a site's template for the runs asks of every job: its own `#SBATCH`
 * lines (those without a placeholder that say nothing of the size or the log of a run), and the lines before the first
 * one with a placeholder, which set the environment up.
 */
export function withSiteLines(template: string, site: string): string {
  const { directives, setUp } = siteLines(site);
  const [first, ...own] = template.split("\n");
  const end =
    own.length - [...own].reverse().findIndex((line) => line.startsWith("#SBATCH"));
  // Of two lines on one option the later counts: what the caller asks for goes before the site's.
  return [first, ...directives, ...own.slice(0, end), ...setUp, ...own.slice(end)].join(
    "\n",
  );
}

function siteLines(template: string): {
  readonly directives: readonly string[];
  readonly setUp: readonly string[];
} {
  const lines = template.split("\n").slice(1);
  const isFilled = (line: string): boolean =>
    /@[A-Z]+@/.test(line) && !line.startsWith("# ");
  const directives = lines.filter(
    (line) => line.startsWith("#SBATCH") && !isFilled(line) && !OF_RUNS.test(line),
  );
  const rest = lines.filter((line) => !line.startsWith("#"));
  const first = rest.findIndex(isFilled);
  const setUp = rest.slice(0, Math.max(0, first)).filter((line) => line.trim() !== "");
  return { directives, setUp };
}

/** Options of an array of runs, which a job that collects does not share. */
const OF_RUNS =
  /^#SBATCH\s+(-[JoeadGcnNs]\b|--(job-name|output|error|array|open-mode|dependency|gpus|gres|cpus|mem|ntasks|nodes|exclusive|requeue|signal)\b)/;

/** A word as bash reads it back unchanged. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
