import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** An `@example` of a docstring. */
export interface Example {
  /** Relative to the folder that was searched. */
  readonly file: string;
  /** Line of the tag, from 1. */
  readonly line: number;
  readonly code: string;
}

/** The `@example` blocks of all docstrings below a folder. A block ends with the next tag or the docstring. */
export function examplesBelow(folder: string): readonly Example[] {
  return sourceFiles(folder).flatMap((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap(({ 0: doc, index }) =>
      [...doc.matchAll(/^ *\* @example *\n((?: *\*(?! @|\/).*\n)*)/gm)].map((match) => ({
        file,
        line: text.slice(0, index + match.index).split("\n").length,
        code: match[1]!.replace(/^ *\* ?/gm, ""),
      })),
    );
  });
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort();
}
