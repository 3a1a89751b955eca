/** Words of an icon's name, and the words of it that only tell the style of the drawing. */
export interface Caption {
  /** What the icon shows, lower case, words separated by spaces; at most `LONGEST` words. */
  readonly caption: string;
  /** Style words in the order of the name, for instance `["outline", "rounded"]`. */
  readonly style: readonly string[];
}

/** Longest caption, in words. */
const LONGEST = 6;

/** Words that can tell a style. Many mean something as well (`traffic-light`, `text-bold`). */
const STYLE_WORDS = new Set(
  (
    "outline outlined filled fill solid line linear light thin regular bold sharp rounded round " +
    "broken duotone twotone duo flat remix color colour mono bulk fluent stroke baseline " +
    "o f r active expressive ltr rtl negative ios md bx bxs bxl"
  ).split(" "),
);

/** A word is a style of a set if this share of its icons, at least `FEWEST`, end (or start) in it. */
const COMMON = 0.03;
const FEWEST = 5;

/** Splits names of one set; made by `captionsOf`. */
export type Captioner = (name: string) => Caption;

/**
 * Learns from a set's names which of the style words are styles in this set: those that a fair
 * share of its names end in, or start with. So `light` is dropped from `folder-light` of a set with
 * a light variant of every icon, and kept in `traffic-light` of a set without.
 * @param names all icon names of the set
 */
export function captionsOf(names: readonly string[]): Captioner {
  const words = names.map(wordsOf);
  const trailing = commonStyles(words, dropLast);
  const leading = commonStyles(words, dropFirst);
  return (name) => {
    const left = [...wordsOf(name)];
    const style: string[] = [];
    while (left.length > 1 && trailing.has(left.at(-1)!)) style.unshift(left.pop()!);
    while (left.length > 1 && leading.has(left[0]!)) style.push(left.shift()!);
    return { caption: left.slice(0, LONGEST).join(" "), style };
  };
}

/** Words of a name, without pure numbers unless there is nothing else. */
function wordsOf(name: string): readonly string[] {
  const all = name
    .toLowerCase()
    .replace(/two-tone/g, "twotone")
    .split("-")
    .filter(Boolean);
  const words = all.filter((word) => /[a-z]/.test(word) && !/^\d+px$/.test(word));
  return words.length > 0 ? words : all;
}

const dropLast = (words: readonly string[]): [string | undefined, readonly string[]] => [
  words.at(-1),
  words.slice(0, -1),
];
const dropFirst = (words: readonly string[]): [string | undefined, readonly string[]] => [
  words[0],
  words.slice(1),
];

/** Style words at one end of the names, found from the outside in. */
function commonStyles(
  names: readonly (readonly string[])[],
  drop: typeof dropLast,
): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const name of names) {
    let [word, rest] = drop(name);
    while (word !== undefined && rest.length > 0 && STYLE_WORDS.has(word)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      [word, rest] = drop(rest);
    }
  }
  const needed = Math.max(FEWEST, COMMON * names.length);
  return new Set([...counts].filter(([, count]) => count >= needed).map(([word]) => word));
}
