/** Places in an SVG that hold names of its parts. */
const names = /\b(?:id|class)="[^"]*"|#[\w-]+/g;

/** What plotly puts into such names: six random hexadecimal digits, drawn anew at every rendering. */
const randomPart = /(?<=clip|defs-|legend|trace|-)[0-9a-f]{6}/g;

/**
 * Makes the SVG of equal figures equal byte by byte: numbers plotly's random names by order of
 * appearance, and drops empty attributes, whose place depends on what was drawn before.
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
    .replace(names, (text) => text.replace(randomPart, numbered));
}
