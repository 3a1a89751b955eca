import { mismatch } from "../../../errors/promptcal-error";
import { drawingsAmong, installedIcons } from "./drawings";
import type { Icon } from "../sources/icon-source";
import { nativeClasses, nativeDatasets, type NativeClasses } from "./native-classes";
import type { DatasetRole } from "../sources/sets";

/**
 * Domains of nouns that have too few drawings to decide anything are joined, the smallest with the largest of
 * them: only their sizes were looked at.
 */
const JOINED: Readonly<Record<string, readonly string[]>> = {
  animals_clothing: ["animals", "clothing_home"],
  food_vehicles: ["food", "vehicles"],
  sport_health: ["sport_music", "health_body"],
};

/** Icons of the classes of a data set, by class name. */
export type ClassIcons = ReadonlyMap<string, readonly Icon[]>;

/**
 * Everything that the installed icon sets of one role have for the candidate data sets: twelve of nouns,
 * whose icons are found by name, and those made for icons, whose icons are listed. The calibration families
 * stand in no list: there an icon is in a class if its caption is one of the listed icons' captions, and of
 * no other class of the data set.
 * @returns class icons by data set
 * @throws PromptcalError for a listed icon that its set does not have
 */
export function candidateIcons(role: DatasetRole): ReadonlyMap<string, ClassIcons> {
  const installed = installedIcons(role);
  const found = nounDatasets(drawingsAmong(installed, new Set()));
  const isListed = role === "downstream";
  const own = isListed ? undefined : [...byId(installed).values()];
  const listed = byId(isListed ? installed : installedIcons("downstream"));
  for (const dataset of nativeDatasets()) {
    const classes = listedIcons(dataset, nativeClasses(dataset), listed);
    found.set(dataset, own === undefined ? classes : sameCaptions(classes, own));
  }
  return found;
}

function nounDatasets(domains: ReadonlyMap<string, ClassIcons>): Map<string, ClassIcons> {
  const joined = Object.entries(JOINED);
  const alone = [...domains].filter(
    ([domain]) => !joined.some(([, members]) => members.includes(domain)),
  );
  return new Map([
    ...alone,
    ...joined.map(([name, members]): [string, ClassIcons] => [
      name,
      new Map(members.flatMap((domain) => [...domains.get(domain)!])),
    ]),
  ]);
}

/** Icons by `<set>:<name>`. */
function byId(icons: readonly Icon[]): ReadonlyMap<string, Icon> {
  return new Map(icons.map((icon) => [`${icon.set}:${icon.name}`, icon]));
}

function listedIcons(
  dataset: string,
  classes: NativeClasses,
  icons: ReadonlyMap<string, Icon>,
): ClassIcons {
  const iconNamed = (id: string, className: string): Icon => {
    const icon = icons.get(id);
    if (icon !== undefined) return icon;
    throw mismatch({
      what: `icon ${id} of class "${className}"`,
      expected: "a drawing in the installed package",
      got: "none",
      where: `data/icons/native/${dataset}.json`,
      fix: "install the pinned packages: npm ci --prefix data/icons",
    });
  };
  return new Map(
    Object.entries(classes).map(([className, sets]) => [
      className,
      Object.entries(sets).flatMap(([set, names]) =>
        names.map((name) => iconNamed(`${set}:${name}`, className)),
      ),
    ]),
  );
}

/** Icons whose caption one class has and no other. */
export function sameCaptions(classes: ClassIcons, icons: readonly Icon[]): ClassIcons {
  const classOf = new Map<string, string | undefined>();
  for (const [className, own] of classes) {
    for (const caption of new Set(own.map((icon) => icon.caption))) {
      classOf.set(caption, classOf.has(caption) ? undefined : className);
    }
  }
  const found = new Map([...classes.keys()].map((name) => [name, [] as Icon[]]));
  for (const icon of icons) {
    const className = classOf.get(icon.caption);
    if (className !== undefined) found.get(className)!.push(icon);
  }
  return found;
}
