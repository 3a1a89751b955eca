import type { MetricGrid } from "../figures/metric-grid";

/**
 * The lowest value of each row of some grids and its column, as Markdown.
 * @param reference column whose value is given for comparison
 */
export function gridFinding(grids: readonly MetricGrid[], reference: string): string {
  const lines = grids.map(({ title, rows, columns, values }) => {
    const best = rows.flatMap((row, r) => {
      const known = columns.flatMap((column, c) => {
        const value = values[r]![c];
        return value === undefined ? [] : [{ column, value }];
      });
      if (known.length === 0) return [];
      const lowest = known.reduce((a, b) => (b.value < a.value ? b : a));
      const without = known.find(({ column }) => column === reference);
      const beside =
        without === undefined || lowest.column === reference
          ? ""
          : `, ${reference} ${without.value.toFixed(1)}`;
      return [`${row} ${lowest.value.toFixed(1)} (${lowest.column}${beside})`];
    });
    return `- ${title}: ${best.length === 0 ? "no runs" : best.join(", ")}`;
  });
  return ["**Here:** the lowest of each row.", ...lines].join("\n");
}
