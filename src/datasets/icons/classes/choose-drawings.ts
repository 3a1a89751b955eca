/** What the choice of drawings has to know of a rendered icon. */
export interface Drawing {
  /** Equal for drawings that look the same, see `contentHash`. */
  readonly content: string;
  /** Equal for one drawing in several colours, see `drawingHash`. */
  readonly drawing: string;
}

/** Drawings of each class, by data set and class name. */
export type Candidates<D extends Drawing> = ReadonlyMap<
  string,
  ReadonlyMap<string, readonly D[]>
>;

/**
 * Leaves out what no data set can use: drawings that families of another role have too, and drawings that
 * stand under two classes of one data set.
 * @param seen drawings (`drawingHash`) that the model may have been trained or scaled on
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
      const usable = ({ content, drawing }: D): boolean =>
        !seen.has(drawing) && classesOf.get(content)!.size === 1;
      return [
        dataset,
        new Map([...classes].map(([className, own]) => [className, own.filter(usable)])),
      ];
    }),
  );
}

/**
 * The data set in which each drawing may be a test image, so that no image counts twice. A drawing that stands
 * in several goes to a set made for icons before one of nouns, which have more, and among several of these to the
 * one in which its class has the fewest drawings, the first by name of equal ones. The others may train on it.
 * @param usable see `usableDrawings`
 * @param isNative whether a data set is made for icons
 * @returns data set by content
 */
export function testOwners(
  usable: Candidates<Drawing>,
  isNative: (dataset: string) => boolean,
): ReadonlyMap<string, string> {
  const owners = new Map<string, Claim>();
  for (const [dataset, classes] of usable) {
    for (const own of classes.values()) {
      for (const { content } of own) {
        const claim = { dataset, isNative: isNative(dataset), size: own.length };
        const owner = owners.get(content);
        if (owner === undefined || goesBefore(claim, owner)) owners.set(content, claim);
      }
    }
  }
  return new Map([...owners].map(([content, { dataset }]) => [content, dataset]));
}

/** A data set that has a drawing in one of its classes. */
interface Claim {
  readonly dataset: string;
  readonly isNative: boolean;
  /** Drawings of the class. */
  readonly size: number;
}

function goesBefore(a: Claim, b: Claim): boolean {
  if (a.isNative !== b.isNative) return a.isNative;
  return a.size !== b.size ? a.size < b.size : a.dataset < b.dataset;
}
