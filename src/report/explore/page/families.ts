import type { ExplorerData, ExplorerMethod } from "../../../analysis/explore/explorer-data";

/** Methods that differ in their weights only. */
export interface Family {
  readonly id: string;
  readonly title: string;
  readonly members: readonly ExplorerMethod[];
}

/** The families of all methods, in the order of tables; those at their recipe's settings first. */
export function familiesOf({ methods }: ExplorerData): readonly Family[] {
  const ids = [...new Set(methods.map(({ family }) => family))];
  const isPlain = (id: string): boolean => !id.includes("[");
  return [...ids.filter(isPlain), ...ids.filter((id) => !isPlain(id))].map((id) => {
    const members = methods.filter(({ family }) => family === id);
    return { id, title: members[0]!.familyTitle, members };
  });
}

/** A family's method at its recipe's weights, or its first one. */
export function standardMember({ members }: Family): ExplorerMethod {
  return members.find(({ standard }) => standard) ?? members[0]!;
}

/** A weight of a family that runs with several values exist of. */
export interface FamilyWeight {
  readonly option: string;
  readonly owner: string;
  /** Rising. */
  readonly values: readonly number[];
}

/** The weights that can be moved within a family. */
export function movableWeights({ members }: Family): readonly FamilyWeight[] {
  return members[0]!.weights
    .map(({ option, owner }) => {
      const values = new Set(members.map((member) => weightOf(member, option)));
      return { option, owner, values: [...values].sort((a, b) => a - b) };
    })
    .filter(({ values }) => values.length > 1);
}

/** The value of a weight. */
export function weightOf({ weights }: ExplorerMethod, option: string): number {
  return weights.find((weight) => weight.option === option)?.value ?? NaN;
}

/** The family's method with a weight at a value, its other weights as near to those of `from` as there are runs. */
export function withWeight(
  { members }: Family,
  from: ExplorerMethod,
  option: string,
  value: number,
): ExplorerMethod {
  const distance = (member: ExplorerMethod): number =>
    member.weights.reduce(
      (sum, weight) =>
        weight.option === option
          ? sum
          : sum + Math.abs(weight.value - weightOf(from, weight.option)),
      0,
    );
  const at = members.filter((member) => weightOf(member, option) === value);
  return [...at].sort((a, b) => distance(a) - distance(b))[0] ?? from;
}
