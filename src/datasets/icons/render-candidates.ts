import type { ClassIcons } from "./candidates";
import type { Icon } from "./icon-source";
import { contentHash } from "./image-hash";
import type { DrawnIcon } from "./place-class";
import { ICON_SIZE, renderIcons } from "./render";

/** Renders the icons of several data sets, those that stand in more than one once. Blank ones are left out. */
export async function renderCandidates(
  candidates: ReadonlyMap<string, ClassIcons>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, readonly DrawnIcon[]>>> {
  const icons = new Map<string, Icon>();
  for (const classes of candidates.values()) {
    for (const icon of [...classes.values()].flat()) icons.set(idOf(icon), icon);
  }
  const rendered = new Map<string, DrawnIcon>();
  await renderIcons([...icons.values()], (icon, pixels) => {
    if (pixels === undefined) return;
    rendered.set(idOf(icon), { icon, pixels, content: contentHash(pixels) });
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

/** Contents of many pictures that lie one after the other. */
export function contentsOf(images: Uint8Array): ReadonlySet<string> {
  const bytes = ICON_SIZE ** 2 * 3;
  const contents = new Set<string>();
  for (let at = 0; at < images.length; at += bytes) {
    contents.add(contentHash(images.subarray(at, at + bytes)));
  }
  return contents;
}
