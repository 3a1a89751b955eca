import type { SharedBeginning } from "../../engine/layers/beginning-attention";

/**
 * Rows of prompts in which those that begin alike share their beginning: the tower is causal, so what
 * stands behind a row does not reach it. Each group is its shared rows, then the own rows of one prompt
 * after the other.
 */
export interface PromptRows {
  /** Entry of each row: what the prompts are made of. */
  readonly entries: Int32Array;
  /** Place of each row in its prompt. */
  readonly positions: Int32Array;
  /** As in `RowPlan`. */
  readonly visible: Int32Array;
  readonly ownStart: Int32Array;
  readonly ownCount: Int32Array;
  readonly groups: readonly number[];
  /** What the prompts of each group share, and their own rows. */
  readonly beginnings: readonly SharedBeginning[];
  /** Last row of each prompt, in the rows' order. */
  readonly ends: Int32Array;
  /** Where each prompt stands in that order. */
  readonly order: Int32Array;
  /** Row of a prompt's place. */
  rowAt(prompt: number, index: number): number;
}

/**
 * Lays out prompts: those with the same second entry (the first is the start token) form a group; the others share what
 * they all begin with.
 * @param prompts entries from the start to the end token, at least two each
 * @param maxShared how many places at most are shared
 * @param leastSaved rows that a group of its own saves, at least; none by default
 */
export function promptRows(
  prompts: readonly (readonly number[])[],
  maxShared = Infinity,
  leastSaved = 0,
): PromptRows {
  const entries: number[] = [];
  const positions: number[] = [];
  const seen: [visible: number, ownStart: number, ownCount: number][] = [];
  const groups: number[] = [];
  const beginnings: SharedBeginning[] = [];
  const ends: number[] = [];
  const order = new Int32Array(prompts.length);
  const offsets = prompts.map(() => ({ group: 0, shared: 0, own: 0 }));
  const push = (prompt: number, index: number, sees: (typeof seen)[number]): void => {
    entries.push(prompts[prompt]![index]!);
    positions.push(index);
    seen.push(sees);
  };
  const sharedOf = (members: readonly number[]): number =>
    sharedEntries(
      members.map((prompt) => prompts[prompt]!),
      maxShared,
    );
  // The start token is shared in any group.
  const saves = (members: readonly number[]): boolean =>
    members.length > 1 && (members.length - 1) * (sharedOf(members) - 1) >= leastSaved;
  for (const members of alike(prompts, saves)) {
    const group = entries.length;
    const shared = sharedOf(members);
    const lengths = members.map((prompt) => prompts[prompt]!.length - shared);
    groups.push(group);
    beginnings.push({ shared, lengths });
    for (let index = 0; index < shared; index++)
      push(members[0]!, index, [index + 1, 0, 0]);
    for (const prompt of members) {
      const own = entries.length - group;
      offsets[prompt] = { group, shared, own };
      for (let index = shared; index < prompts[prompt]!.length; index++) {
        push(prompt, index, [shared, own, index - shared + 1]);
      }
      order[prompt] = ends.length;
      ends.push(entries.length - 1);
    }
  }
  return {
    entries: Int32Array.from(entries),
    positions: Int32Array.from(positions),
    visible: Int32Array.from(seen, ([visible]) => visible),
    ownStart: Int32Array.from(seen, ([, ownStart]) => ownStart),
    ownCount: Int32Array.from(seen, ([, , ownCount]) => ownCount),
    groups,
    beginnings,
    ends: Int32Array.from(ends),
    order,
    rowAt: (prompt, index) => {
      const { group, shared, own } = offsets[prompt]!;
      return group + (index < shared ? index : own + index - shared);
    },
  };
}

/** Groups of prompts by their second entry; those of groups that save nothing come together in the last one. */
function alike(
  prompts: readonly (readonly number[])[],
  saves: (members: readonly number[]) => boolean,
): number[][] {
  const bySecond = new Map<number, number[]>();
  prompts.forEach((entries, prompt) => {
    const second = entries[1]!;
    const group = bySecond.get(second);
    if (group === undefined) bySecond.set(second, [prompt]);
    else group.push(prompt);
  });
  const all = [...bySecond.values()];
  const kept = new Set(all.filter(saves));
  const others = all.filter((members) => !kept.has(members)).flat();
  return others.length === 0 ? [...kept] : [...kept, others];
}

/** Places from the first on in which all prompts agree; each keeps its last for itself. */
function sharedEntries(prompts: readonly (readonly number[])[], maxShared: number): number {
  const [first] = prompts;
  const shortest = prompts.reduce((min, { length }) => Math.min(min, length), Infinity);
  const max = Math.min(maxShared, shortest - 1);
  for (let index = 0; index < max; index++) {
    if (prompts.some((prompt) => prompt[index] !== first![index])) return index;
  }
  return max;
}
