import { sha256 } from "../../files/hash";
import { domainClasses } from "./classes/classes";
import type { Drawings } from "./classes/drawings";
import type { Icon } from "./sources/icon-source";
import { contentHash } from "./pictures/image-hash";
import { renderIcons } from "./pictures/render";
import type { IconRole } from "./sources/sets";
import {
  compare,
  familyKey,
  placeClass,
  type DrawingGroup,
  type DrawnIcon,
  type PlacedIcon,
} from "./place-class";
import { partSizes, splitGroups, type Part } from "./split-groups";

/** A data set in memory. */
export interface ComposedDomain {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly icons: readonly PlacedIcon[];
}

/** A data set with a limit of images per class. */
export interface CappedDomain extends ComposedDomain {
  /** Icons not used: blank, or one drawing under the names of two classes. */
  readonly leftOut: { readonly blank: number; readonly ambiguous: number };
}

interface Rendered extends DrawnIcon {
  readonly label: number;
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
): Promise<CappedDomain> {
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
        label,
        role === "calibration"
          ? (groups) => groups.map(() => "test" as const)
          : cappedParts(label >= Math.ceil(classNames.length / 2)),
      ),
    ),
    leftOut: { blank, ambiguous: rendered.length - clear.length },
  };
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

/** Parts by `partSizes`. */
function cappedParts(isNew: boolean) {
  return (groups: readonly DrawingGroup<Rendered>[]): readonly Part[] => {
    const sizes = groups.map(({ icons }) => icons.length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    return splitGroups(sizes, partSizes(total, isNew));
  };
}

/** Leaves out drawings that occur under the names of two classes: either label would be wrong. */
export function unambiguous<D extends { readonly content: string; readonly label: number }>(
  rendered: readonly D[],
): readonly D[] {
  const labels = new Map<string, Set<number>>();
  for (const { content, label } of rendered) {
    labels.set(content, (labels.get(content) ?? new Set()).add(label));
  }
  return rendered.filter(({ content }) => labels.get(content)!.size === 1);
}
