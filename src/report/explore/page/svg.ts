import { escaped } from "../../../progress/escape-html";

/** Attributes of an element; undefined ones are left out. */
type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An SVG element as text. */
export function element(name: string, attributes: Attributes, content = ""): string {
  // A step of a slider makes some hundred elements.
  let written = "";
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined) continue;
    written += ` ${key}="${typeof value === "number" ? Math.round(100 * value) / 100 : quoted(value)}"`;
  }
  return `<${name}${written}>${content}</${name}>`;
}

function quoted(value: string): string {
  return /[&<>"]/.test(value) ? escaped(value).replaceAll('"', "&quot;") : value;
}

/** A line of text; `hint` is what a pointer that rests on it is shown. */
export function text(
  x: number,
  y: number,
  words: string,
  attributes: Attributes = {},
): string {
  return element("text", { x, y, ...attributes }, escaped(words));
}

/** A hint for the element that holds it. */
export function hint(words: string): string {
  return `<title>${escaped(words)}</title>`;
}

/** A group moved to a position. */
export function at(x: number, y: number, content: string): string {
  return element(
    "g",
    { transform: `translate(${Math.round(x)} ${Math.round(y)})` },
    content,
  );
}

/** Words cut to a width, by the mean width of a letter. */
export function cut(words: string, width: number, size: number): string {
  const max = Math.floor(width / (0.58 * size));
  return words.length <= max ? words : `${words.slice(0, max - 1).trimEnd()}…`;
}
