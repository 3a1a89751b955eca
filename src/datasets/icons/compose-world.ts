import type { ComposedDomain } from "./compose";
import type { IconRole } from "./sources/sets";
import {
  drawingGroups,
  placeClass,
  type DrawingGroup,
  type DrawnIcon,
  type PlacedIcon,
} from "./place-class";
import { baseParts, isLargeEnough, newParts, type GroupFacts } from "./shots-first";

/** What a data set of the world is made of. */
export interface WorldParts<D extends DrawnIcon> {
  readonly name: string;
  /** Usable drawings by class name (`usableDrawings`). */
  readonly classes: ReadonlyMap<string, readonly D[]>;
  /** Whether another data set tests a drawing (`testOwners`). */
  readonly isElsewhere: (content: string) => boolean;
}

/** Names of the classes that have enough drawings, in alphabetical order, capitals like small letters. */
export function largeClasses<D extends DrawnIcon>({
  classes,
  isElsewhere,
}: Omit<WorldParts<D>, "name">): readonly string[] {
  return [...classes]
    .filter(([className, own]) =>
      isLargeEnough(
        drawingGroups(own, className).map((group) => factsOf(group, isElsewhere)),
      ),
    )
    .map(([className]) => className)
    .sort(byLetters);
}

/**
 * Splits a data set: base classes by `baseParts`, new ones all to test; of the calibration families everything is
 * test, because nothing is trained on them.
 * @param classNames classes in the order of labels; the first half is base
 */
export function composeWorld<D extends DrawnIcon>(
  { name, classes, isElsewhere }: WorldParts<D>,
  classNames: readonly string[],
  role: IconRole,
): ComposedDomain {
  const firstNew = Math.ceil(classNames.length / 2);
  const icons = classNames.flatMap((className, label): PlacedIcon[] =>
    placeClass(classes.get(className)!, className, label, (groups) => {
      if (role === "calibration") return groups.map(() => "test");
      const facts = groups.map((group) => factsOf(group, isElsewhere));
      return label < firstNew ? baseParts(facts) : newParts(facts);
    }),
  );
  return { name, classNames, icons };
}

function factsOf<D extends DrawnIcon>(
  { icons }: DrawingGroup<D>,
  isElsewhere: (content: string) => boolean,
): GroupFacts {
  return {
    size: icons.length,
    elsewhere: icons.some(({ content }) => isElsewhere(content)),
  };
}

/** CoOp's alphabetical order of class names; names that differ in case alone do not occur. */
function byLetters(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}
