import type { ComposedDomain } from "./compose";
import { nearDuplicates } from "./pictures/near-duplicates";
import type { Part } from "./split-groups";

/**
 * How a data set is split, as the first cells of a data card's row: name, classes base / new, base images to train
 * on and to validate with, base and new test images, training images of the smallest base class, near duplicates
 * across the split.
 */
export function splitCells(domain: ComposedDomain): readonly (string | number)[] {
  const base = Math.ceil(domain.classNames.length / 2);
  const count = (part: Part, isBase: boolean): number =>
    domain.icons.filter((icon) => icon.part === part && icon.label < base === isBase)
      .length;
  const fewest = Math.min(
    ...domain.classNames
      .slice(0, base)
      .map(
        (_, label) =>
          domain.icons.filter((i) => i.label === label && i.part === "train").length,
      ),
  );
  const near = nearDuplicates(domain);
  return [
    domain.name,
    `${base} / ${domain.classNames.length - base}`,
    count("train", true),
    count("validation", true),
    count("test", true),
    count("test", false),
    fewest,
    `${near.found} of ${near.of}`,
  ];
}
