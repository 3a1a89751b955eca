import { sha256 } from "../../files/hash";
import { groupsByKeys } from "./classes/groups";
import type { Icon } from "./sources/icon-source";
import type { Part } from "./split-groups";

/** A rendered icon in its place. */
export interface PlacedIcon {
  readonly icon: Icon;
  readonly label: number;
  /** Name of its class. */
  readonly noun: string;
  readonly part: Part;
  /** File below the images folder. */
  readonly path: string;
  readonly pixels: Uint8Array;
  /** Icons with the same number, within a class, share a drawing or a name within a family. */
  readonly group: number;
}

/** An icon that has been rendered and is not blank. */
export interface DrawnIcon {
  readonly icon: Icon;
  /** ICON_SIZE x ICON_SIZE RGB bytes. */
  readonly pixels: Uint8Array;
  /** Equal for drawings that look the same, see `contentHash`. */
  readonly content: string;
}

/** Drawings that must not be on two sides of a split: restyled twins, or equal in content. */
export interface DrawingGroup<D extends DrawnIcon> {
  readonly icons: readonly D[];
  /** Index of its first icon within the class. */
  readonly first: number;
}

/** Restyled twins of a drawing: one family, one caption. */
export function familyKey({ family, caption }: Icon): string {
  return `${family}/${caption}`;
}

/** The drawing groups of a class, in an order that comes from the SHA-256 of their names. */
export function drawingGroups<D extends DrawnIcon>(
  own: readonly D[],
  className: string,
): readonly DrawingGroup<D>[] {
  const numbers = groupsByKeys(own.map(({ icon, content }) => [familyKey(icon), content]));
  const members = new Map<number, D[]>();
  own.forEach((entry, at) => {
    const first = numbers[at]!;
    members.set(first, [...(members.get(first) ?? []), entry]);
  });
  const hashOf = (first: number): string =>
    sha256(`split:${className}:${familyKey(own[first]!.icon)}`);
  return [...members]
    .map(([first, icons]) => ({ first, icons, hash: hashOf(first) }))
    .sort((a, b) => compare(a.hash, b.hash))
    .map(({ first, icons }) => ({ first, icons }));
}

/**
 * Puts the icons of a class in their parts.
 * @param own icons of the class, in the order in which they will be listed
 * @param parts the part of each group; undefined leaves it out
 */
export function placeClass<D extends DrawnIcon>(
  own: readonly D[],
  className: string,
  label: number,
  parts: (groups: readonly DrawingGroup<D>[]) => readonly (Part | undefined)[],
): PlacedIcon[] {
  const groups = drawingGroups(own, className);
  const chosen = parts(groups);
  const assigned = new Map<D, { part: Part | undefined; group: number }>();
  groups.forEach(({ icons, first }, at) => {
    for (const entry of icons) assigned.set(entry, { part: chosen[at], group: first });
  });
  return own.flatMap((entry) => {
    const { part, group } = assigned.get(entry)!;
    if (part === undefined) return [];
    const { icon, pixels } = entry;
    // No icon or set name holds a `_`, so different icons have different files.
    const path = `${className.replace(/ /g, "_")}/${icon.set}_${icon.name}.png`;
    return [{ icon, label, noun: className, part, path, pixels, group }];
  });
}

/** Order of two texts by code units. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
