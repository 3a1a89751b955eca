/** Letters of DejaVu Sans by their advance width in thousandths of the font's size. */
const LETTERS: Readonly<Record<number, string>> = {
  275: "'",
  278: "ijl",
  295: "IJ",
  318: " ,.·’",
  337: "/:;\\|",
  352: "f",
  361: "-",
  390: "()[]",
  392: "t",
  401: "!²",
  411: "r",
  460: '"',
  500: "*_`–",
  521: "s",
  525: "z",
  531: "?",
  550: "c",
  557: "L",
  575: "F",
  579: "k",
  592: "vxyλ",
  603: "P",
  611: "TYo",
  613: "a",
  615: "e",
  632: "E",
  634: "hnuSbdgpq",
  636: "$0123456789{}",
  656: "K",
  684: "AVXZ",
  686: "B",
  695: "R",
  698: "C",
  732: "U",
  748: "N",
  752: "H",
  770: "D",
  775: "G",
  780: "&",
  787: "OQ",
  818: "w",
  838: "#+<=>^~−≥≤×±",
  863: "M",
  950: "%",
  974: "m",
  989: "W",
  1000: "@…",
};

/** Of letters that are not listed: as wide as most capitals. */
const OTHER = 0.7;

const WIDTHS: ReadonlyMap<string, number> = new Map(
  Object.entries(LETTERS).flatMap(([width, letters]) =>
    [...letters].map((letter): [string, number] => [letter, Number(width) / 1000]),
  ),
);

/** Width of a text in the font of all figures, as a multiple of the font's size. */
export function letterWidths(text: string): number {
  return [...text].reduce((sum, letter) => sum + (WIDTHS.get(letter) ?? OTHER), 0);
}
