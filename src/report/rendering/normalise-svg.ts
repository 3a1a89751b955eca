/** Places in an SVG that hold names of its parts. */
const names = /\b(?:id|class)="[^"]*"|#[\w-]+/g;

/** What plotly puts into such names: six random hexadecimal digits, redrawn at every rendering. */
const randomPart = /(?<=clip|defs-|legend|trace|-)[0-9a-f]{6}/g;

/** The attributes of an element that has two or more. */
const attributes = /(?: [\w:-]+="[^"]*"){2,}(?=\/?>)/g;

/**
 * Makes the SVG of equal figures equal byte by byte: sorts the attributes of each element and drops
 * empty ones, since their order and presence depend on what was drawn before, and numbers plotly's
 * random names by order of appearance.
 */
export function normaliseSvg(svg: string): string {
  const numbers = new Map<string, string>();
  const numbered = (random: string): string => {
    const known = numbers.get(random) ?? String(numbers.size + 1).padStart(6, "0");
    numbers.set(random, known);
    return known;
  };
  return svg
    .replaceAll(' style=""', "")
    .replace(attributes, sorted)
    .replace(names, (text) => text.replace(randomPart, numbered));
}

function sorted(text: string): string {
  return (text.match(/ [\w:-]+="[^"]*"/g) ?? []).sort().join("");
}
