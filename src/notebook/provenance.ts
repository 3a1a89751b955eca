import type { LoadedRun } from "../experiments/store/load";
import { testImagesText } from "../analysis/runs/common-coverage";
import { configurationHash } from "../experiments/spec/spec";
import { type EdgeRule, edgeRule } from "../metrics/binned/bins";
import { canonicalHash } from "../files/json/canonical-json";

/** How the metrics of a notebook were computed. */
export interface MetricSettings {
  readonly bins: number;
  readonly rule: EdgeRule;
}

/**
 * What the numbers of a notebook rest on, as a line of Markdown: how many runs with which ids,
 * configurations, data, weights, code and seeds, how many test images, and the binning. Sets of
 * values are named by the first 12 hex digits of the SHA-256 of their sorted list.
 */
export function provenanceLine(
  runs: readonly LoadedRun[],
  { bins, rule }: MetricSettings,
): string {
  if (runs.length === 0) return "**Provenance.** No runs.";
  const one = (values: readonly string[]): string => `\`${values[0]!.slice(0, 12)}\``;
  const several = (values: readonly string[]): string =>
    `\`${canonicalHash(values).slice(0, 12)}\``;
  const of = (field: (run: LoadedRun) => string): readonly string[] =>
    [...new Set(runs.map(field))].sort();
  const named = (what: string, values: readonly string[]): string =>
    values.length === 1
      ? `${what} ${one(values)}`
      : `${values.length} ${what}s, together ${several(values)}`;
  const seeds = [...new Set(runs.map(({ spec }) => spec.seed))].sort((a, b) => a - b);
  const epochs = of(({ spec }) => String(spec.recipe["epochs"] ?? "none"));
  const changed = runs.some(({ result }) => result.provenance.codeChanged);
  const parts = [
    `suite ${of(({ spec }) => spec.suite).join(", ")}`,
    `methods ${[...new Set(runs.map(({ method }) => method))].join(", ")}`,
    `seeds ${seeds.join(", ")}`,
    `epochs ${epochs.filter((value) => value !== "none").join(", ") || "none"}`,
    `shots ${of(({ spec }) => String(spec.shots)).join(", ")}`,
    named(
      "run",
      of(({ id }) => id),
    ),
    named(
      "configuration",
      of(({ spec }) => configurationHash(spec)),
    ),
    named(
      "result",
      of(({ result }) => result.hash),
    ),
    named(
      "data set",
      of(({ spec }) => spec.dataHash),
    ),
    named(
      "weights file",
      of(({ spec }) => spec.weightsHash),
    ),
    named(
      "code commit",
      of(({ result }) => result.provenance.codeCommit),
    ) + (changed ? " with uncommitted changes" : ""),
    `n ${testImagesText([testImages(runs, "base"), testImages(runs, "new")])} per seed`,
    `ECE with ${bins} equal-width bins, \`${edgeRule(rule)}\` edges`,
  ];
  return `**Provenance.** ${parts.join("; ")}.`;
}

function testImages(runs: readonly LoadedRun[], classSet: "base" | "new"): number {
  const sizes = new Map(
    runs.map(({ spec, result }) => [spec.dataset, result.metrics[classSet].n]),
  );
  return [...sizes.values()].reduce((sum, n) => sum + n, 0);
}
