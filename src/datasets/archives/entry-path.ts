import { mismatch } from "../../errors/promptcal-error";

/** Leavings of macOS archivers. */
const RUBBISH = /(^|\/)(\._[^/]*|\.DS_Store|__MACOSX(\/.*)?)$/;

/**
 * Where an archive's entry belongs below the target folder.
 * @param name the entry's name as stored
 * @param from folder inside the archive whose content is kept, with `/` at its end; `""` keeps all
 * @returns path with `/`, or undefined for what is not kept
 * @throws PromptcalError for a name that would leave the folder, kept or not: such an archive is hostile
 */
export function entryPath(name: string, from: string, where: string): string | undefined {
  const plain = name.replace(/^(\.\/)+/, "");
  const parts = plain.replace(/\/$/, "").split("/");
  const hostile =
    plain.startsWith("/") ||
    /[\\\0]/.test(plain) ||
    /^[A-Za-z]:/.test(plain) ||
    parts.includes("..");
  if (hostile) {
    throw mismatch({
      what: "archive entry",
      expected: "a path inside the archive's folder",
      got: JSON.stringify(name),
      where,
      fix: "do not trust this file",
    });
  }
  if (!plain.startsWith(from) || RUBBISH.test(plain)) return undefined;
  const rest = plain.slice(from.length).replace(/\/$/, "");
  return rest === "" || rest === "." ? undefined : rest;
}
