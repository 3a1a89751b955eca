import { join } from "node:path";
import { checked } from "../../../files/json/checked";
import { readJson } from "../../../files/json/parse-json";
import { fields, TEXTS } from "../../../files/json/schema";
import { domainClasses, iconDomains, type IconClass } from "./classes";
import { readIconSet, type Icon } from "../sources/icon-source";
import { nounOf } from "./noun";
import { iconsFolder, setsOfRole, type IconRole } from "../sources/sets";

/** Drawings of the classes of one role: domain, then noun, then icons by set and name. */
export type Drawings = ReadonlyMap<string, ReadonlyMap<string, readonly Icon[]>>;

/** The JSON file of an installed set of the downstream or calibration role. */
export function setFile(prefix: string, file = "icons.json"): string {
  return join(iconsFolder, "node_modules", "@iconify-json", prefix, file);
}

const TWINS = fields({ icons: TEXTS });

/** Icons whose drawing also occurs in the pretraining families, as `<set>:<name>`. */
export function pretrainingTwins(): ReadonlySet<string> {
  const path = join(iconsFolder, "twins.json");
  return new Set(checked(TWINS, readJson(path, "twins"), "twins", path).icons);
}

/** All icons of the installed sets of one role; reading them takes seconds. */
export function installedIcons(role: IconRole): readonly Icon[] {
  return setsOfRole(role).flatMap((set) => readIconSet(set, setFile(set.prefix)));
}

/**
 * Finds the icons of all classes in the installed sets of one role.
 * @param leaveOut icons not to take, as `<set>:<name>`
 */
export function findDrawings(
  role: IconRole,
  leaveOut: ReadonlySet<string> = pretrainingTwins(),
): Drawings {
  return drawingsAmong(installedIcons(role), leaveOut);
}

/**
 * Those of some icons that show a class.
 * @param leaveOut icons not to take, as `<set>:<name>`
 */
export function drawingsAmong(
  icons: readonly Icon[],
  leaveOut: ReadonlySet<string>,
): Drawings {
  const classes = iconDomains().flatMap((domain) =>
    domainClasses(domain).map((iconClass) => ({ domain, iconClass })),
  );
  const byNoun = new Map(classes.map((entry) => [entry.iconClass.noun, entry]));
  const nouns = new Set(byNoun.keys());
  const found = new Map(
    iconDomains().map((domain) => [
      domain,
      new Map(domainClasses(domain).map(({ noun }) => [noun, [] as Icon[]])),
    ]),
  );
  for (const icon of icons) {
    const noun = nounOf(icon.caption, nouns);
    if (noun === undefined || leaveOut.has(`${icon.set}:${icon.name}`)) continue;
    const { domain, iconClass } = byNoun.get(noun)!;
    if (shows(icon, iconClass)) found.get(domain)!.get(noun)!.push(icon);
  }
  return found;
}

/** Whether the icon shows the class's sense of its noun. */
function shows(icon: Icon, { leaveOut }: IconClass): boolean {
  return !leaveOut?.sets?.includes(icon.set) && !leaveOut?.captions?.includes(icon.caption);
}
