import type { IconCorpus } from "../sources/corpus";
import { findDrawings } from "../classes/drawings";
import { contentHash } from "./image-hash";
import { ICON_SIZE, renderIcons } from "./render";

/**
 * Class icons whose drawing (by `contentHash`) the model could have seen: downstream and calibration
 * icons that occur in the pretraining corpus, and calibration icons that occur downstream.
 * @returns sorted `<set>:<name>`
 */
export async function findTwins(corpus: IconCorpus): Promise<readonly string[]> {
  const seen = new Set<string>();
  const bytes = ICON_SIZE ** 2 * 3;
  for (let at = 0; at < corpus.icons.length; at++) {
    seen.add(contentHash(corpus.images.subarray(at * bytes, (at + 1) * bytes)));
  }
  const twins: string[] = [];
  for (const role of ["downstream", "calibration"] as const) {
    const icons = [...findDrawings(role, new Set()).values()].flatMap((nouns) =>
      [...nouns.values()].flat(),
    );
    const own: string[] = [];
    await renderIcons(icons, ({ set, name }, pixels) => {
      if (pixels === undefined) return;
      const hash = contentHash(pixels);
      if (seen.has(hash)) twins.push(`${set}:${name}`);
      else own.push(hash);
    });
    for (const hash of own) seen.add(hash);
  }
  return twins.sort();
}
