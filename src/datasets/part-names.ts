import type { Parts } from "./checked-items";

/** Names that the parts go by in folders, tables and files. */
export const PART_NAMES: Readonly<Record<keyof Parts, readonly string[]>> = {
  train: ["train", "training"],
  validation: ["val", "valid", "validation", "dev"],
  test: ["test", "testing"],
};

/** All of them, for errors. */
export const ALL_PART_NAMES: readonly string[] = Object.values(PART_NAMES).flat();

/** The part that a name means, or undefined. */
export function partNamed(name: string): keyof Parts | undefined {
  const requested = name.trim().toLowerCase();
  return (Object.keys(PART_NAMES) as (keyof Parts)[]).find((part) =>
    PART_NAMES[part].includes(requested),
  );
}
