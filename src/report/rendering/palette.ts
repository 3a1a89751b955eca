import { plainMethod } from "../../analysis/methods";

/** Okabe and Ito's palette (2008), which readers with any kind of colour vision can distinguish. */
export const palette = {
  black: "#000000",
  orange: "#E69F00",
  skyBlue: "#56B4E9",
  green: "#009E73",
  yellow: "#F0E442",
  blue: "#0072B2",
  vermillion: "#D55E00",
  purple: "#CC79A7",
  grey: "#767676",
} as const;

const methodColours: Readonly<Record<string, string>> = {
  zeroshot: palette.grey,
  coop: palette.vermillion,
  kgcoop: palette.blue,
  "coop+dor": palette.green,
  "kgcoop+dor": palette.purple,
};

/** Colours for methods that have no fixed one, in order of appearance. */
const spareColours = [palette.orange, palette.skyBlue, palette.black, palette.yellow];

/**
 * The colour of each method, the same in every figure and with whatever options; methods of a user's own get
 * spare colours.
 * @param methods identifiers such as `coop+dor`, in the order of the legend
 */
export function coloursOf(methods: readonly string[]): ReadonlyMap<string, string> {
  let spare = 0;
  return new Map(
    methods.map((method) => [
      method,
      methodColours[plainMethod(method)] ?? spareColours[spare++ % spareColours.length]!,
    ]),
  );
}

/** A colour `#RRGGBB` made see-through; opacity in [0, 1]. */
export function withOpacity(colour: string, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `rgba(${red},${green},${blue},${opacity})`;
}

/** Confidence above accuracy, everywhere. */
export const overconfident = palette.vermillion;

/** Confidence below accuracy, everywhere. */
export const underconfident = palette.blue;

/** Base and new classes: told apart by lightness, line and marker, never by hue. */
export const classSetStyles = {
  base: { name: "base classes", opacity: 0.4, dash: "dot", symbol: "circle-open" },
  new: { name: "new classes", opacity: 1, dash: "solid", symbol: "circle" },
} as const;
