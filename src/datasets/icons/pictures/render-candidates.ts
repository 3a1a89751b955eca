import type { ClassIcons } from "../classes/candidates";
import type { Icon } from "../sources/icon-source";
import { contentHash, drawingHash } from "./image-hash";
import type { DrawnIcon } from "../place-class";
import { ICON_SIZE, renderIcons } from "./render";

/** A rendered icon of a candidate data set. */
export interface RenderedIcon extends DrawnIcon {
  /** Equal for one drawing in several colours, see `drawingHash`. */
  readonly drawing: string;
}

/** Renders the icons of several data sets, those that stand in more than one once. Blank ones are left out. */
export async function renderCandidates(
  candidates: ReadonlyMap<string, ClassIcons>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, readonly RenderedIcon[]>>> {
  const icons = new Map<string, Icon>();
  for (const classes of candidates.values()) {
    for (const icon of [...classes.values()].flat()) icons.set(idOf(icon), icon);
  }
  const rendered = new Map<string, RenderedIcon>();
  await renderIcons([...icons.values()], (icon, pixels) => {
    if (pixels === undefined) return;
    const [content, drawing] = [contentHash(pixels), drawingHash(pixels)];
    rendered.set(idOf(icon), { icon, pixels, content, drawing });
  });
  return new Map(
    [...candidates].map(([dataset, classes]) => [
      dataset,
      new Map(
        [...classes].map(([name, own]) => [
          name,
          own.flatMap((icon) => rendered.get(idOf(icon)) ?? []),
        ]),
      ),
    ]),
  );
}

/** `<set>:<name>`. */
export function idOf({ set, name }: Pick<Icon, "set" | "name">): string {
  return `${set}:${name}`;
}

/** Drawings (`drawingHash`) of many pictures that lie one after the other. */
export function drawingsOf(images: Uint8Array): ReadonlySet<string> {
  const bytes = ICON_SIZE ** 2 * 3;
  const drawings = new Set<string>();
  for (let at = 0; at < images.length; at += bytes) {
    drawings.add(drawingHash(images.subarray(at, at + bytes)));
  }
  return drawings;
}
