import { existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { mismatch } from "../errors/promptcal-error";

/**
 * The TypeScript and JavaScript files that an environment variable names: files, or folders of them, divided as
 * PATH is.
 * @throws PromptcalError for a path at which nothing is
 */
export function codeFilesOf(variable: string): readonly string[] {
  const paths = (process.env[variable] ?? "").split(delimiter).filter(Boolean);
  return paths.flatMap((path) => {
    const full = resolve(path);
    if (!existsSync(full)) {
      throw mismatch({
        what: variable,
        expected: "files or folders",
        got: `nothing at ${full}`,
      });
    }
    if (!statSync(full).isDirectory()) return [full];
    return readdirSync(full)
      .filter((name) => /\.(ts|cjs|js)$/.test(name) && !name.endsWith(".d.ts"))
      .sort()
      .map((name) => join(full, name));
  });
}
