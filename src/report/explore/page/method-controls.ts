import { byId, create } from "./dom";
import type { ExplorerMethod } from "../../../analysis/explore/explorer-data";
import {
  type Family,
  type FamilyWeight,
  movableWeights,
  standardMember,
  weightOf,
  withWeight,
} from "./families";
import { letter } from "./numbers";
import { MAX_METHODS } from "./view";

/** Shows the methods that are compared now. */
type ShowMethods = (methods: readonly string[]) => void;

/**
 * Makes a choice for each method that can be compared, with a slider for each weight of its family. They are made once
 * and then changed, so that the one that is used keeps the focus, and since making them takes longer than all else.
 * @param changed called with the methods that were chosen
 */
export function connectMethods(
  families: readonly Family[],
  changed: (methods: readonly string[]) => void,
): ShowMethods {
  let shown: readonly string[] = [];
  const rows = Array.from({ length: MAX_METHODS }, (_, index) =>
    methodRow(families, index, (method) => {
      const next = [...shown.slice(0, index), method, ...shown.slice(index + 1)];
      changed(next.filter((id): id is string => id !== undefined));
    }),
  );
  byId("methods").replaceChildren(...rows.map(({ element }) => element));
  return (methods) => {
    shown = methods;
    rows.forEach(({ show }, index) => {
      // Methods are compared without gaps between them.
      show(methods[index], index > methods.length);
    });
  };
}

/** The choice of one of the methods. */
interface MethodRow {
  readonly element: HTMLElement;
  readonly show: (method: string | undefined, disabled: boolean) => void;
}

function methodRow(
  families: readonly Family[],
  index: number,
  set: (method: string | undefined) => void,
): MethodRow {
  const select = create("select", {
    id: `method-${index}`,
    onchange: () => {
      const family = families.find((each) => each.id === select.value);
      set(family === undefined ? undefined : standardMember(family).id);
    },
  });
  if (index > 0) select.append(create("option", { value: "" }, "none"));
  const plain = (family: Family): boolean => !family.id.includes("[");
  select.append(
    group("at their recipes' settings", families.filter(plain)),
    group(
      "other settings",
      families.filter((family) => !plain(family)),
    ),
  );
  const label = create("label", { htmlFor: select.id }, `Method ${letter(index)}`);
  const element = create("div", { className: `method method-${index}` }, label, select);
  let family: Family | undefined;
  let sliders: readonly WeightSlider[] = [];
  return {
    element,
    show(id, disabled) {
      const member = (of: Family) => of.members.find((each) => each.id === id);
      const own = families.find((each) => member(each) !== undefined);
      select.value = own?.id ?? "";
      select.disabled = disabled;
      if (own !== family) {
        for (const slider of sliders) slider.element.remove();
        sliders = own === undefined ? [] : weightSliders(own, index, set);
        element.append(...sliders.map((slider) => slider.element));
        family = own;
      }
      for (const { show } of sliders) show(member(own!)!);
    },
  };
}

function group(label: string, families: readonly Family[]): HTMLOptGroupElement {
  const options = families.map(({ id, title }) => create("option", { value: id }, title));
  return create("optgroup", { label, hidden: options.length === 0 }, ...options);
}

/** The slider of a weight. */
interface WeightSlider {
  readonly element: HTMLElement;
  readonly show: (member: ExplorerMethod) => void;
}

function weightSliders(
  family: Family,
  index: number,
  set: (method: string) => void,
): readonly WeightSlider[] {
  return movableWeights(family).map((weight) => weightSlider(family, weight, index, set));
}

function weightSlider(
  family: Family,
  { option, owner, values }: FamilyWeight,
  index: number,
  set: (method: string) => void,
): WeightSlider {
  let from: ExplorerMethod = family.members[0]!;
  const slider = create("input", {
    type: "range",
    id: `weight-${index}-${option}`,
    min: "0",
    max: String(values.length - 1),
    step: "1",
    oninput: () => {
      set(withWeight(family, from, option, values[Number(slider.value)]!).id);
    },
  });
  const label = create("label", { htmlFor: slider.id }, `λ of ${owner} `);
  const output = create("output", {});
  return {
    element: create("div", { className: "slider" }, label, output, slider),
    show(member) {
      from = member;
      const value = weightOf(member, option);
      slider.value = String(values.indexOf(value));
      slider.setAttribute("aria-valuetext", `λ ${value}`);
      output.textContent = String(value);
    },
  };
}
