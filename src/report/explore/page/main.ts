import * as v from "valibot";
import { EXPLORER_DATA } from "../../../analysis/explore/explorer-data";
import { type BinnedSets, binnedSets } from "./binned";
import { cellCode } from "./cell-code";
import { connectChoices, showChoices } from "./choice-controls";
import { byId } from "./dom";
import { familiesOf } from "./families";
import { figureSvg, type FigureDrawing } from "./figure";
import { measure, type Measures } from "./measures";
import { showMeasures } from "./measures-table";
import { connectMethods } from "./method-controls";
import { commonDatasets, modelOf } from "./model";
import { letter, percent } from "./numbers";
import { csvOf, download, pngOf } from "./saved-files";
import { light } from "./colours";
import { onThemeChange, screenTheme } from "./theme";
import { tradeOffPoint, tradeOffPoints } from "./trade-off";
import { firstView, hashOf, type View, viewOf } from "./view";

const data = v.parse(EXPLORER_DATA, JSON.parse(byId("data").textContent ?? ""));
const model = modelOf(data);
const all = firstView(data, model.seeds);

/** Pixels of a saved figure, whatever the window. */
const SAVED_WIDTH = 1040;

const showMethods = connectMethods(familiesOf(data), (methods) => change({ methods }));
let view = viewOf(location.hash, all, data);
/** Pixels that the figure has; asking the page for it would lay it out at each step of a slider. */
let width = byId("figure").clientWidth;

/** Of the last bins and edge rule: other choices leave them as they are. */
let last: { readonly key: string; readonly sets: BinnedSets } | undefined;

function setsOf({ bins, rule }: Pick<View, "bins" | "rule">): BinnedSets {
  const key = `${bins} ${rule}`;
  if (last?.key !== key) last = { key, sets: binnedSets(model.records, { bins, rule }) };
  return last.sets;
}

/** Everything that the page says of a view. */
function result({ methods, ...rest }: View) {
  const sets = setsOf(rest);
  const common = commonDatasets(model, methods, rest);
  const chosen = methods.map((id) => data.methods.find((method) => method.id === id)!);
  if (common.length === 0) return undefined;
  return {
    common,
    measures: methods.map((id) => measure(model, id, common, rest, sets)),
    chosen: chosen.map((method) => tradeOffPoint(model, method, common, sets)),
    points: tradeOffPoints(model, common, rest, sets),
  };
}

/** What a view's numbers are of. */
function coverage(common: readonly { readonly seeds: readonly number[] }[]): string {
  const seeds = [...new Set(common.map((each) => each.seeds.length))].sort((a, b) => a - b);
  const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;
  const ofSeeds =
    seeds.length === 1 ? plural(seeds[0]!, "seed") : `${seeds[0]} to ${seeds.at(-1)} seeds`;
  return `${plural(common.length, "data set")}, ${ofSeeds}`;
}

function subtitle(outcome: NonNullable<ReturnType<typeof result>>): string {
  const { classSet, bins, rule } = view;
  return (
    `suite ${data.suite}, ${coverage(outcome.common)}, ${classSet} classes; ` +
    `ECE: mean of data sets, ${bins} bins, ${rule} edges`
  );
}

function summary(measures: readonly Measures[]): string {
  const parts = measures.map(
    ({ title, ece }, i) => `${letter(i)} ${title}: ECE ${percent(ece)}`,
  );
  return `Reliability diagrams on ${view.classSet} classes. ${parts.join("; ")}`;
}

function drawing(
  outcome: NonNullable<ReturnType<typeof result>>,
  more: Pick<FigureDrawing, "width" | "theme" | "subtitle">,
): string {
  return figureSvg({ ...outcome, summary: summary(outcome.measures), ...more });
}

/** Shows the view; `result` and drawing take some milliseconds. */
function show(): void {
  showChoices(view, all);
  showMethods(view.methods);
  const outcome = result(view);
  byId("results").hidden = outcome === undefined;
  if (outcome === undefined) {
    byId("status").textContent =
      "These methods have no runs on a common data set and seed. Choose other data sets or seeds.";
    return;
  }
  byId("status").textContent =
    `${view.classSet} classes; ${coverage(outcome.common)} that all of these methods have`;
  const note =
    outcome.common.length > 1
      ? "centred bootstrap of data sets and seeds"
      : "centred bootstrap of test images";
  showMeasures(outcome.measures, note);
  byId("figure").innerHTML = drawing(outcome, { width, theme: screenTheme() });
  byId("code").textContent = cellCode(view, {
    suite: data.suite,
    common: outcome.common,
    all: outcome.common.length === data.datasets.length,
  });
}

let addressTimer = 0;

/** Writes the view into the address once a slider rests, since browsers limit how often. */
function writeAddress(): void {
  clearTimeout(addressTimer);
  addressTimer = window.setTimeout(setAddress, 100);
}

/** The page in a notebook has no address of its own. */
function setAddress(): void {
  try {
    history.replaceState(null, "", `#${hashOf(view, all)}`);
  } catch {
    return;
  }
}

function change(part: Partial<View>): void {
  view = { ...view, ...part };
  show();
  writeAddress();
}

async function save(kind: "svg" | "png" | "csv"): Promise<void> {
  const outcome = result(view);
  if (outcome === undefined) return;
  const name = `explore-${data.suite}.${kind}`;
  if (kind === "csv") return download(name, csvOf(outcome.measures, view), "text/csv");
  const svg = drawing(outcome, {
    width: SAVED_WIDTH,
    theme: light,
    subtitle: subtitle(outcome),
  });
  if (kind === "svg") return download(name, svg, "image/svg+xml");
  download(name, await pngOf(svg), "image/png");
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    byId("copied").textContent = "copied";
  } catch {
    byId<HTMLDetailsElement>("code-details").open = true;
    getSelection()?.selectAllChildren(byId("code"));
    byId("copied").textContent = "press Ctrl+C to copy";
  }
}

connectChoices(all, change);
for (const kind of ["svg", "png", "csv"] as const) {
  byId(`save-${kind}`).addEventListener("click", () => void save(kind));
}
byId("copy-code").addEventListener(
  "click",
  () => void copy(byId("code").textContent ?? ""),
);
byId("copy-link").addEventListener("click", () => {
  setAddress();
  void copy(location.href);
});
addEventListener("hashchange", () => {
  view = viewOf(location.hash, all, data);
  show();
});
new ResizeObserver(() => {
  const now = byId("figure").clientWidth;
  if (now === width) return;
  width = now;
  show();
}).observe(byId("figure"));
onThemeChange(show);
show();
