import type { CommonDataset } from "./model";
import type { View } from "./view";

/** What of the page the cell needs beyond the view. */
export interface CellContext {
  readonly suite: string;
  /** Data sets and seeds that the figure rests on. */
  readonly common: readonly CommonDataset[];
  /** Whether these are all that the page has. */
  readonly all: boolean;
}

/** The TypeScript of a notebook cell that draws the same reliability diagrams from the same runs. */
export function cellCode(view: View, { suite, common, all }: CellContext): string {
  const { methods, classSet, bins, rule } = view;
  const seeds = [...new Set(common.flatMap((each) => each.seeds))].sort((a, b) => a - b);
  const quoted = (values: readonly (string | number)[]): string =>
    `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
  const datasets = quoted(common.map(({ dataset }) => dataset));
  return `import * as lab from "../src/lab";

const methods = ${quoted(methods)};
const runs = lab.storedRuns({
  suite: ${JSON.stringify(suite)},
  methods,${all ? "" : `\n  datasets: ${datasets},`}
  seeds: ${quoted(seeds)},
});
const evaluated = lab.evaluateRuns(runs);
await lab.show(
  lab.reliabilityDiagram(
    lab.reliabilityPanels(
      evaluated,
      methods.map((method) => ({ method, classSet: "${classSet}" as const })),
      { bins: ${bins}, rule: "${rule}" },
    ),
    { title: "Reliability, ${classSet} classes", subtitle: lab.describeRuns(runs) },
  ),
);
`;
}
