import { mismatch } from "../errors/promptcal-error";

/**
 * Refuses a class list in which a class has no name, or two have the same to CLIP, which distinguishes neither
 * case nor underscores. ImageNet's published list is the exception that its reader does not send here:
 * `missile` and `sunglasses` stand twice in it, and every published number has that handicap.
 * @param where the file or folder with the list, for the error
 * @returns the names
 * @throws PromptcalError naming the labels
 */
export function checkClassNames(
  names: readonly string[],
  where: string,
): readonly string[] {
  const seen = new Map<string, number>();
  names.forEach((name, label) => {
    const spoken = name.replaceAll("_", " ").trim().normalize("NFC").toLowerCase();
    const before = seen.get(spoken);
    if (spoken !== "" && before === undefined) {
      seen.set(spoken, label);
      return;
    }
    throw mismatch({
      what: `class ${label}`,
      expected: "a name of its own",
      got: before === undefined ? `"${name}"` : `"${name}", the name of class ${before}`,
      where,
      fix: "give each class a name that differs in more than case and underscores",
    });
  });
  return names;
}
