import { MAX_BINS, MIN_BINS } from "../../../analysis/explore/confidence-grid";
import type { ExplorerData } from "../../../analysis/explore/explorer-data";
import { binSettings, edgeRules } from "../../../metrics/binned/bins";

/** What the page shows. It is written into the page's address, so that a view can be sent. */
export interface View {
  /** One to three methods. */
  readonly methods: readonly string[];
  readonly classSet: "base" | "new";
  readonly datasets: readonly string[];
  readonly seeds: readonly number[];
  readonly bins: number;
  readonly rule: (typeof edgeRules)[number];
}

/** Most methods that are compared. */
export const MAX_METHODS = 3;

/** What is compared at first, as far as it is there. */
const FIRST = ["coop", "coop+dor", "kgcoop"];

/** The view of a page that was opened without an address. */
export function firstView(data: ExplorerData, seeds: readonly number[]): View {
  const ids = data.methods.map(({ id }) => id);
  const story = FIRST.filter((id) => ids.includes(id));
  return {
    methods: story.length > 0 ? story : ids.slice(0, MAX_METHODS),
    classSet: "new",
    datasets: data.datasets,
    seeds,
    ...binSettings(),
    rule: "left-closed-drop-1",
  };
}

/** The view as the part of the page's address behind `#`. */
export function hashOf(view: View, all: View): string {
  const words = new URLSearchParams();
  for (const method of view.methods) words.append("method", method);
  words.set("classes", view.classSet);
  words.set("bins", String(view.bins));
  words.set("edges", view.rule);
  if (view.datasets.length < all.datasets.length) {
    for (const dataset of view.datasets) words.append("data", dataset);
  }
  if (view.seeds.length < all.seeds.length) {
    for (const seed of view.seeds) words.append("seed", String(seed));
  }
  return words.toString();
}

/** The view that an address names; what it does not name, or what is not there, is as in `all`. */
export function viewOf(hash: string, all: View, data: ExplorerData): View {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const known = <T>(
    name: string,
    valid: readonly T[],
    usual: readonly T[],
  ): readonly T[] => {
    const found = valid.filter((value) => words.getAll(name).includes(String(value)));
    return found.length > 0 ? found : usual;
  };
  const ids = data.methods.map(({ id }) => id);
  const methods = words.getAll("method").filter((id) => ids.includes(id));
  const bins = Number(words.get("bins"));
  return {
    methods: methods.length > 0 ? methods.slice(0, MAX_METHODS) : all.methods,
    classSet: known("classes", ["base", "new"] as const, [all.classSet])[0]!,
    datasets: known("data", all.datasets, all.datasets),
    seeds: known("seed", all.seeds, all.seeds),
    bins: Number.isInteger(bins) && bins >= MIN_BINS && bins <= MAX_BINS ? bins : all.bins,
    rule: known("edges", edgeRules, [all.rule])[0]!,
  };
}
