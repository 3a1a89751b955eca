import { readFileSync } from "node:fs";
import { mismatch } from "../errors/promptcal-error";
import { codeFilesOf } from "../files/code-files";
import { sha256 } from "../files/hash";
import { onNextNotebook } from "../progress/next-notebook";

/** Environment variable with files of custom methods, or folders of them, divided as PATH is. */
export const METHODS_VARIABLE = "PROMPTCAL_METHODS";

/** What every definition says of itself. */
interface Definition {
  readonly kind: string;
  readonly name: string;
}

/** A definition and the file that it comes from; none for those that a notebook's cell registers. */
interface OwnDefinition {
  readonly definition: Definition;
  readonly file?: string;
}

/** Definitions that this process registered, by kind and name. */
const registered = new Map<string, OwnDefinition>();
let loadedFrom: string | undefined;
onNextNotebook(() => {
  registered.clear();
  loadedFrom = undefined;
});

/**
 * Adds a custom definition for this process; one of the same name and kind takes its place. Files that
 * `PROMPTCAL_METHODS` names are added by themselves, in every process.
 */
export function registerMethod(definition: Definition, file?: string): void {
  const key = `${definition.kind} ${definition.name}`;
  registered.set(key, { definition, ...(file === undefined ? {} : { file }) });
}

/**
 * The built-in definitions of a kind, then one's own.
 * @throws PromptcalError for a name that is built in, or a file that exports no definition
 */
export function ownDefinitions<T extends Definition>(
  kind: T["kind"],
  builtIn: readonly T[],
): readonly T[] {
  loadFiles();
  const own = [...registered.values()].filter(({ definition }) => definition.kind === kind);
  for (const { definition, file } of own) {
    if (!builtIn.some(({ name }) => name === definition.name)) continue;
    throw mismatch({
      what: `name of a ${kind} of your own`,
      expected: "one that is not built in",
      got: definition.name,
      ...(file === undefined ? {} : { where: file }),
    });
  }
  return [...builtIn, ...own.map(({ definition }) => definition as T)];
}

/** SHA-256 of the file that a custom method comes from: its code decides a run's result. */
export function methodHash(kind: string, name: string): string | undefined {
  loadFiles();
  const file = registered.get(`${kind} ${name}`)?.file;
  return file === undefined ? undefined : sha256(readFileSync(file));
}

/** Loads the files of the variable, once for each of its values. */
function loadFiles(): void {
  const value = process.env[METHODS_VARIABLE] ?? "";
  if (value === (loadedFrom ?? "")) return;
  loadedFrom = value;
  for (const [key, { file }] of registered) if (file !== undefined) registered.delete(key);
  for (const file of codeFilesOf(METHODS_VARIABLE)) {
    const exported = Object.values(require(file) as object).filter(isDefinition);
    if (exported.length === 0) {
      throw mismatch({
        what: METHODS_VARIABLE,
        expected: "files that export a tuner or a regulariser",
        got: "none in it",
        where: file,
        fix: "export what defineTuner or defineRegulariser returns",
      });
    }
    for (const definition of exported) registerMethod(definition, file);
  }
}

function isDefinition(value: unknown): value is Definition {
  if (typeof value !== "object" || value === null) return false;
  const { kind, name } = value as Partial<Definition>;
  return (kind === "tuner" || kind === "regulariser") && typeof name === "string";
}
