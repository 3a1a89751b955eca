import { byId, create } from "./dom";
import type { View } from "./view";

/** Called with what has changed of the view. */
type Changed = (change: Partial<View>) => void;

/** Connects the choices of classes, bins, edge rule, data sets and seeds, which are made once. */
export function connectChoices(all: View, changed: Changed): void {
  const bins = byId<HTMLInputElement>("bins");
  bins.addEventListener("input", () => changed({ bins: Number(bins.value) }));
  for (const name of ["classSet", "rule"] as const) {
    for (const radio of radios(name)) {
      radio.addEventListener("change", () => changed({ [name]: radio.value }));
    }
  }
  list("datasets", all.datasets, (datasets) => changed({ datasets }));
  list("seeds", all.seeds, (seeds) => changed({ seeds }));
  byId("all-datasets").addEventListener("click", () => changed({ datasets: all.datasets }));
}

/** Shows a view in these controls. */
export function showChoices(view: View, all: View): void {
  byId<HTMLInputElement>("bins").value = String(view.bins);
  byId("bins-value").textContent = String(view.bins);
  for (const name of ["classSet", "rule"] as const) {
    for (const radio of radios(name)) radio.checked = radio.value === view[name];
  }
  check("datasets", view.datasets);
  check("seeds", view.seeds);
  byId("datasets-count").textContent =
    `${view.datasets.length} of ${all.datasets.length} data sets`;
}

function radios(name: string): readonly HTMLInputElement[] {
  return Array.from(document.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`));
}

function boxes(id: string): readonly HTMLInputElement[] {
  return Array.from(byId(id).querySelectorAll("input"));
}

/** A box for each value; the last one that is checked stays so. */
function list<T>(
  id: string,
  values: readonly T[],
  changed: (values: readonly T[]) => void,
): void {
  const chosen = (): readonly T[] => values.filter((_, i) => boxes(id)[i]!.checked);
  const labels = values.map((value) => {
    const box = create("input", {
      type: "checkbox",
      value: String(value),
      onchange: () => {
        if (chosen().length === 0) box.checked = true;
        changed(chosen());
      },
    });
    // A double click shows this one alone.
    const alone = create(
      "label",
      { title: "double-click: only this one" },
      box,
      ` ${String(value)}`,
    );
    alone.addEventListener("dblclick", () => changed([value]));
    return alone;
  });
  byId(id).replaceChildren(...labels);
}

function check(id: string, values: readonly (string | number)[]): void {
  const chosen = new Set(values.map(String));
  for (const box of boxes(id)) box.checked = chosen.has(box.value);
}
