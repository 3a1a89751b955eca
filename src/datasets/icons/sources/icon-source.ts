import { existsSync } from "node:fs";
import * as v from "valibot";
import { PromptcalError } from "../../../errors/promptcal-error";
import { checked } from "../../../files/json/checked";
import { readJson } from "../../../files/json/parse-json";
import {
  fields,
  finiteNumber,
  FLAG,
  RECORD,
  TEXT,
  type Infer,
} from "../../../files/json/schema";
import { captionsOf, type Caption } from "./caption";
import type { IconSet } from "./sets";

/** One drawing of a set, not yet rendered. */
export interface Icon extends Caption {
  readonly set: string;
  readonly family: string;
  /** Name within the set. */
  readonly name: string;
  /** SVG elements, without the outer `svg`. */
  readonly body: string;
  /** `viewBox` of the drawing: left, top, width, height. */
  readonly box: readonly [number, number, number, number];
  readonly palette: boolean;
}

/** The `viewBox` of an icon, or of the icons of a set that have none of their own. */
const BOX = {
  left: v.optional(finiteNumber()),
  top: v.optional(finiteNumber()),
  width: v.optional(finiteNumber()),
  height: v.optional(finiteNumber()),
};
const STORED_ICON = fields({ ...BOX, body: TEXT, hidden: v.optional(FLAG, false) });
// Icons may have any name, `constructor` among them.
const STORED_SET = fields({ ...BOX, icons: RECORD });

type StoredIcon = Infer<typeof STORED_ICON>;
type StoredIcons = ReadonlyMap<string, StoredIcon>;

/** Icons are drawn at 32 pixels: of several sizes of one drawing the nearest to this is taken. */
const WANTED_SIZE = 32;
/** Size that a name without one stands for, in sets that name the others. */
const UNNAMED_SIZE = 24;
/** A set has sizes in its names if at least this share of them does. */
const SIZED_SHARE = 0.2;
const SIZE = /-([1-9]\d)(?:px)?(?=-|$)/;
const SKIN = /^(.+?)(?:-(?:light|medium|dark))+(?:-skin-tone)?$/;

/**
 * Reads the usable drawings of a set, sorted by name. Left out: hidden and animated icons, logos,
 * skin tones of an emoji (the plain one stays), all but one size of a drawing.
 * @param path the set's JSON file
 * @throws PromptcalError when the file is not there
 */
export function readIconSet(set: IconSet, path: string): readonly Icon[] {
  if (!existsSync(path)) {
    throw new PromptcalError(
      `the drawings of icon set ${set.prefix} are missing: there is no file ${path}; install them with: npm ci --prefix data/icons`,
    );
  }
  const stored = checked(STORED_SET, readJson(path, "icon set"), "icon set", path);
  const icons = new Map(
    Object.entries(stored.icons).map(([name, icon]) => [
      name,
      checked(STORED_ICON, icon, `icon ${name}`, path),
    ]),
  );
  const captionOf = captionsOf([...icons.keys()]);
  return oneSizeEach(drawings(icons)).map((name) => ({
    set: set.prefix,
    family: set.family,
    name,
    ...captionOf(name),
    body: icons.get(name)!.body,
    box: boxOf(icons.get(name)!, stored),
    palette: set.palette,
  }));
}

function drawings(icons: StoredIcons): string[] {
  return [...icons]
    .filter(
      ([name, { hidden, body }]) =>
        !hidden && !/<(animate|set\b)/.test(body) && !isLogo(name) && !hasSkin(name, icons),
    )
    .map(([name]) => name)
    .sort();
}

function isLogo(name: string): boolean {
  return name.split("-").some((word) => ["logo", "logos", "brand", "bxl"].includes(word));
}

/** Skin tones: sets that have them spell `<plain>-medium-dark`, with or without `-skin-tone`. */
function hasSkin(name: string, icons: StoredIcons): boolean {
  const plain = SKIN.exec(name)?.[1];
  if (plain === undefined) return false;
  return name.endsWith("-skin-tone") || icons.has(`${plain}-medium-dark`);
}

function oneSizeEach(names: readonly string[]): readonly string[] {
  if (names.filter((name) => SIZE.test(name)).length < SIZED_SHARE * names.length)
    return names;
  const best = new Map<string, string>();
  for (const name of names) {
    const plain = name.replace(SIZE, "");
    const known = best.get(plain);
    if (known === undefined || misfit(name) < misfit(known)) best.set(plain, name);
  }
  return [...best.values()].sort();
}

function misfit(name: string): number {
  return Math.abs(Number(SIZE.exec(name)?.[1] ?? UNNAMED_SIZE) - WANTED_SIZE);
}

function boxOf(icon: StoredIcon, set: Infer<typeof STORED_SET>): Icon["box"] {
  return [
    icon.left ?? set.left ?? 0,
    icon.top ?? set.top ?? 0,
    icon.width ?? set.width ?? 16,
    icon.height ?? set.height ?? 16,
  ];
}
