import { mismatch } from "../../errors/promptcal-error";

/**
 * The class that a cell of a label column names.
 * @param classNames by label; undefined where cells hold the names themselves
 * @param where file and row
 * @throws PromptcalError for null and for what is no label
 */
export function labelledClass(
  cell: unknown,
  classNames: readonly string[] | undefined,
  where: string,
): string {
  const value = cell instanceof Uint8Array ? Buffer.from(cell).toString("utf8") : cell;
  const name = classNames === undefined ? ownName(value) : nameIn(classNames, value);
  if (name !== undefined) return name.normalize("NFC");
  const range = `0 ... ${(classNames?.length ?? 0) - 1}`;
  throw mismatch({
    what: "label",
    expected: classNames === undefined ? "a class's name" : range,
    got: value === undefined || value === null ? "null" : String(value),
    where,
    ...(classNames === undefined && typeof value !== "string" && value !== null
      ? {
          fix: "write the names of the classes, or keep the features (ClassLabel) of the data set",
        }
      : {}),
  });
}

/** Whether a cell says that its label is kept secret: -1, as the hub has it, or nothing. */
export function isHiddenLabel(cell: unknown): boolean {
  return cell === null || cell === undefined || cell === -1 || cell === -1n;
}

function ownName(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** A number counts the classes; a text is one of their names. */
function nameIn(classNames: readonly string[], value: unknown): string | undefined {
  if (typeof value === "string") return classNames.find((name) => name === value);
  return typeof value === "number" || typeof value === "bigint"
    ? classNames[Number(value)]
    : undefined;
}
