import { type Printable, printScale, printUnit } from "../../analysis/inequality";
import { signed } from "../tables/markdown-table";

interface Ends {
  readonly effect: number;
  readonly low: number;
  readonly high: number;
}

/** An effect with its interval: `+10.2 [+7.4, +13.1]`, `+0.147 [+0.114, +0.186]`, or `100 %` of a share. */
export function effectText(printable: Printable, { effect, low, high }: Ends): string {
  const value = (number: number): string => effectNumber(printable, number);
  // A share at its very end has an interval of no width.
  if (printUnit(printable) === "share" && low === high) return value(effect);
  return `${value(effect)} [${value(low)}, ${value(high)}]`;
}

/** One number of an effect: signed, shares in percent. */
export function effectNumber(printable: Printable, value: number): string {
  if (printUnit(printable) === "share") {
    const percent = (100 * value).toFixed(1).replace(/\.0$/, "");
    return `${percent} %`;
  }
  const scale = printScale(printable);
  return signed(value * scale, scale === 1 ? 3 : 1);
}
