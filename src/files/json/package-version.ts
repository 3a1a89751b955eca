import { checked } from "./checked";
import { readJson } from "./parse-json";
import { fields, TEXT } from "./schema";

const PACKAGE = fields({ version: TEXT });

/**
 * The version of an installed npm package.
 * @param path of its `package.json`
 * @throws PromptcalError for a file that is missing or names no version
 */
export function packageVersion(path: string): string {
  return checked(PACKAGE, readJson(path, "package"), "package", path).version;
}
