import { byId, create } from "./dom";
import type { Measures } from "./measures";
import { count, letter, percent, signedPercent } from "./numbers";

/** Shows the numbers of the compared methods, a column each. */
export function showMeasures(measures: readonly Measures[], intervalNote: string): void {
  const rows: readonly (readonly [string, string, (one: Measures) => string])[] = [
    ["ECE", "mean of data sets", ({ ece }) => percent(ece, 2)],
    [
      "95 % interval",
      intervalNote,
      ({ interval: { low, high } }) => `${percent(low)} to ${percent(high)}`,
    ],
    ["floor", "expected ECE if calibrated", ({ floor }) => percent(floor, 2)],
    ["gap", "confidence minus accuracy", ({ gap }) => signedPercent(gap)],
    ["accuracy", "mean of data sets", ({ accuracy }) => percent(accuracy)],
    ["FD", "divergence of text features", ({ fd }) => fd?.toFixed(3) ?? "not known"],
    ["n", "predictions", ({ n }) => count(n)],
  ];
  const head = create(
    "tr",
    {},
    create("td", {}),
    ...measures.map(({ title }, index) =>
      create(
        "th",
        { scope: "col", className: `method-${index}` },
        `${letter(index)}  ${title}`,
      ),
    ),
  );
  const body = rows.map(([name, meaning, of]) =>
    create(
      "tr",
      {},
      create("th", { scope: "row" }, name, create("small", {}, meaning)),
      ...measures.map((one) => create("td", {}, of(one))),
    ),
  );
  byId("measures").replaceChildren(create("thead", {}, head), create("tbody", {}, ...body));
}
