import { basename } from "node:path";
import { type Json } from "../../files/json/canonical-json";
import { PromptcalError, oneOf } from "../../errors/promptcal-error";
import { parseJson } from "../../files/json/parse-json";
import { notebookCells } from "./notebook-file";

/** Values for a notebook's parameters, by variable name. */
export type Parameters = Readonly<Record<string, Json>>;

/** Names that the cell tagged `parameters` declares with `let`, one a line, in order. */
export function parameterNames(notebook: string): readonly string[] {
  const tagged = notebookCells(notebook).filter(({ tags }) => tags.includes("parameters"));
  return tagged.flatMap(({ source }) => {
    const text = typeof source === "string" ? source : source.join("");
    return [...text.matchAll(/^let\s+([A-Za-z_$][\w$]*)/gm)].map((match) => match[1]!);
  });
}

/** Those of the values that the notebook has a parameter for: templates have others than the paper's notebooks. */
export function declaredParameters(notebook: string, parameters: Parameters): Parameters {
  const declared = parameterNames(notebook);
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => declared.includes(name)),
  );
}

/**
 * Checks names before a kernel is started; types are checked by the kernel.
 * @throws PromptcalError for a name that the notebook does not declare, with the valid ones
 */
export function checkParameters(notebook: string, parameters: Parameters): void {
  const valid = parameterNames(notebook);
  for (const name of Object.keys(parameters)) {
    oneOf(name, valid, `parameter of ${basename(notebook)}`);
  }
}

/**
 * Reads `name=value` arguments; a value is JSON (`seeds=[1,2]`) or else a plain word (`suite=clip`).
 * @throws PromptcalError where there is no name or no equals sign
 */
export function parseParameters(settings: readonly string[]): Parameters {
  return Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf("=");
      if (at < 1) {
        throw new PromptcalError(`parameter: expected name=value, got "${setting}"`);
      }
      return [setting.slice(0, at).trim(), jsonOrWord(setting.slice(at + 1).trim())];
    }),
  );
}

function jsonOrWord(text: string): Json {
  try {
    return parseJson(text, "parameter", "command line") as Json;
  } catch {
    return text;
  }
}
