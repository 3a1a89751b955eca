import type { SpreadPoint } from "../../analysis/spread/spread-points";
import { coloursOf, palette } from "../rendering/palette";

/** Methods with one marker and one place in the legend. */
export interface SpreadGroup {
  readonly title: string;
  readonly colour: string;
  readonly symbol: "circle" | "diamond" | "square";
  includes(point: SpreadPoint): boolean;
}

const isNamed = (method: string) => (point: SpreadPoint) => point.method === method;
const STORY = ["coop", "kgcoop", "coop+dor"];
const storyColours = coloursOf(STORY);

/** The story's methods by name, all others by kind: twenty colours could not be distinguished. The first group lies below. */
export const SPREAD_GROUPS: readonly SpreadGroup[] = [
  {
    title: "other methods",
    colour: palette.orange,
    symbol: "circle",
    includes: ({ method, atTest }) =>
      !atTest && !method.includes("+") && !STORY.includes(method),
  },
  {
    title: "others with a regulariser",
    colour: palette.skyBlue,
    symbol: "diamond",
    includes: ({ method, atTest }) =>
      !atTest && method.includes("+") && !STORY.includes(method),
  },
  {
    title: "CoOp",
    colour: storyColours.get("coop")!,
    symbol: "circle",
    includes: isNamed("coop"),
  },
  {
    title: "KgCoOp",
    colour: storyColours.get("kgcoop")!,
    symbol: "circle",
    includes: isNamed("kgcoop"),
  },
  {
    title: "CoOp+DOR",
    colour: storyColours.get("coop+dor")!,
    symbol: "diamond",
    includes: isNamed("coop+dor"),
  },
  {
    title: "test-time methods",
    colour: palette.black,
    symbol: "square",
    includes: ({ atTest }) => atTest,
  },
];
