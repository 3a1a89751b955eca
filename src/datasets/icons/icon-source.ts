import { existsSync, readFileSync } from "node:fs";
import { PromptcalError } from "../../errors/promptcal-error";
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

interface StoredIcon {
  readonly body: string;
  readonly hidden?: boolean;
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
}

interface StoredSet extends Omit<StoredIcon, "body" | "hidden"> {
  readonly icons: Readonly<Record<string, StoredIcon>>;
}

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
  const stored = JSON.parse(readFileSync(path, "utf8")) as StoredSet;
  const captionOf = captionsOf(Object.keys(stored.icons));
  return oneSizeEach(drawings(stored)).map((name) => ({
    set: set.prefix,
    family: set.family,
    name,
    ...captionOf(name),
    body: stored.icons[name]!.body,
    box: boxOf(stored.icons[name]!, stored),
    palette: set.palette,
  }));
}

function drawings({ icons }: StoredSet): string[] {
  return Object.keys(icons)
    .filter((name) => {
      const { hidden, body } = icons[name]!;
      return (
        !hidden && !/<(animate|set\b)/.test(body) && !isLogo(name) && !hasSkin(name, icons)
      );
    })
    .sort();
}

function isLogo(name: string): boolean {
  return name.split("-").some((word) => ["logo", "logos", "brand", "bxl"].includes(word));
}

/** Skin tones: sets that have them spell `<plain>-medium-dark`, with or without `-skin-tone`. */
function hasSkin(name: string, icons: StoredSet["icons"]): boolean {
  const plain = SKIN.exec(name)?.[1];
  if (plain === undefined) return false;
  return name.endsWith("-skin-tone") || `${plain}-medium-dark` in icons;
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

function boxOf(icon: StoredIcon, set: StoredSet): Icon["box"] {
  return [
    icon.left ?? set.left ?? 0,
    icon.top ?? set.top ?? 0,
    icon.width ?? set.width ?? 16,
    icon.height ?? set.height ?? 16,
  ];
}
