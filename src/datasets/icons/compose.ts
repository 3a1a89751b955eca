import { sha256 } from "../../files/hash";
import { domainClasses } from "./classes";
import type { Drawings } from "./drawings";
import { groupsByKeys } from "./groups";
import type { Icon } from "./icon-source";
import { contentHash } from "./image-hash";
import { renderIcons } from "./render";
import type { IconRole } from "./sets";
import { partSizes, splitGroups, type Part } from "./split-groups";

/** A rendered icon in its place. */
export interface PlacedIcon {
  readonly icon: Icon;
  readonly label: number;
  readonly noun: string;
  readonly part: Part;
  /** File below the images folder. */
  readonly path: string;
  readonly pixels: Uint8Array;
  /** Icons with the same number, within a class, share a drawing or a name within a family. */
  readonly group: number;
}

/** A data set in memory. */
export interface ComposedDomain {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly icons: readonly PlacedIcon[];
  /** Icons not used: blank, or one drawing under the names of two classes. */
  readonly leftOut: { readonly blank: number; readonly ambiguous: number };
}

interface Rendered {
  readonly icon: Icon;
  readonly label: number;
  readonly pixels: Uint8Array;
  readonly content: string;
}

/** Icons of a class to render, at least; more would only make the build slower. */
const ENOUGH = 60;

/**
 * Renders and splits one domain. Downstream: base and new classes by `partSizes`; calibration
 * families: everything is test, because nothing is trained on them. Deterministic: the order of
 * groups comes from the SHA-256 of their names.
 */
export async function composeDomain(
  domain: string,
  role: IconRole,
  drawings: Drawings,
): Promise<ComposedDomain> {
  const classNames = domainClasses(domain).map(({ noun }) => noun);
  const chosen = classNames.map((noun) =>
    someGroups(drawings.get(domain)!.get(noun)!, noun),
  );
  const rendered: Rendered[] = [];
  const labels = chosen.flatMap((icons, label) => icons.map(() => label));
  let [at, blank] = [0, 0];
  await renderIcons(chosen.flat(), (icon, pixels) => {
    const label = labels[at++]!;
    if (pixels === undefined) blank += 1;
    else rendered.push({ icon, label, pixels, content: contentHash(pixels) });
  });
  const clear = unambiguous(rendered);
  return {
    name: domain,
    classNames,
    icons: classNames.flatMap((noun, label) =>
      placeClass(
        clear.filter((icon) => icon.label === label),
        noun,
        role === "calibration"
          ? undefined
          : { isNew: label >= Math.ceil(classNames.length / 2) },
      ),
    ),
    leftOut: { blank, ambiguous: rendered.length - clear.length },
  };
}

/** Restyled twins of a drawing: one family, one caption. */
function familyKey({ family, caption }: Icon): string {
  return `${family}/${caption}`;
}

/** Whole families' drawings in hashed order until there are enough; sorted by set and name. */
function someGroups(icons: readonly Icon[], noun: string): readonly Icon[] {
  const order = new Map(
    [...new Set(icons.map(familyKey))].map((key) => [key, sha256(`${noun}:${key}`)]),
  );
  const kept: Icon[] = [];
  for (const key of [...order.keys()].sort((a, b) =>
    compare(order.get(a)!, order.get(b)!),
  )) {
    if (kept.length >= ENOUGH) break;
    kept.push(...icons.filter((icon) => familyKey(icon) === key));
  }
  return kept.sort((a, b) => compare(`${a.set}:${a.name}`, `${b.set}:${b.name}`));
}

/** Leaves out drawings that occur under the names of two classes: either label would be wrong. */
function unambiguous(rendered: readonly Rendered[]): readonly Rendered[] {
  const labels = new Map<string, Set<number>>();
  for (const { content, label } of rendered) {
    labels.set(content, (labels.get(content) ?? new Set()).add(label));
  }
  return rendered.filter(({ content }) => labels.get(content)!.size === 1);
}

function placeClass(
  rendered: readonly Rendered[],
  noun: string,
  split: { readonly isNew: boolean } | undefined,
): PlacedIcon[] {
  const groups = groupsByKeys(
    rendered.map(({ icon, content }) => [familyKey(icon), content]),
  );
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const hashOf = (group: number): string =>
    sha256(`split:${noun}:${familyKey(rendered[group]!.icon)}`);
  const order = [...sizes.keys()].sort((a, b) => compare(hashOf(a), hashOf(b)));
  const parts = split
    ? splitGroups(
        order.map((group) => sizes.get(group)!),
        partSizes(rendered.length, split.isNew),
      )
    : order.map(() => "test" as const);
  const partOf = new Map(order.map((group, at) => [group, parts[at]!]));
  return rendered.map(({ icon, label, pixels }, at) => ({
    icon,
    label,
    noun,
    part: partOf.get(groups[at]!)!,
    // No icon or set name holds a `_`, so different icons have different files.
    path: `${noun.replace(/ /g, "_")}/${icon.set}_${icon.name}.png`,
    pixels,
    group: groups[at]!,
  }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
