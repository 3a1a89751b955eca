/** What the choice of drawings has to know of a rendered icon. */
export interface Drawing {
  /** Equal for drawings that look the same, see `contentHash`. */
  readonly content: string;
}

/** Drawings of each class, by data set and class name. */
export type Candidates<D extends Drawing> = ReadonlyMap<
  string,
  ReadonlyMap<string, readonly D[]>
>;

/**
 * Leaves out what no data set can use: drawings that families of another role have too, and drawings that
 * stand under two classes of one data set.
 * @param seen contents that the model may have been trained or scaled on
 */
export function usableDrawings<D extends Drawing>(
  candidates: Candidates<D>,
  seen: ReadonlySet<string>,
): Candidates<D> {
  return new Map(
    [...candidates].map(([dataset, classes]) => {
      const classesOf = new Map<string, Set<string>>();
      for (const [className, own] of classes) {
        for (const { content } of own) {
          classesOf.set(content, (classesOf.get(content) ?? new Set()).add(className));
        }
      }
      const usable = ({ content }: D): boolean =>
        !seen.has(content) && classesOf.get(content)!.size === 1;
      return [
        dataset,
        new Map([...classes].map(([className, own]) => [className, own.filter(usable)])),
      ];
    }),
  );
}

/**
 * The data set in which each drawing may be a test image, so that no image counts twice. A drawing that stands
 * in several goes to the one in which its class has the fewest drawings, the first by name of equal ones. The
 * others may train on it.
 * @param usable see `usableDrawings`
 * @returns data set by content
 */
export function testOwners(usable: Candidates<Drawing>): ReadonlyMap<string, string> {
  const owners = new Map<string, { dataset: string; size: number }>();
  for (const [dataset, classes] of usable) {
    for (const own of classes.values()) {
      for (const { content } of own) {
        const owner = owners.get(content);
        const goes =
          owner === undefined ||
          own.length < owner.size ||
          (own.length === owner.size && dataset < owner.dataset);
        if (goes) owners.set(content, { dataset, size: own.length });
      }
    }
  }
  return new Map([...owners].map(([content, { dataset }]) => [content, dataset]));
}
