import { byId, create } from "./dom";
import {
  type Family,
  movableWeights,
  standardMember,
  weightOf,
  withWeight,
} from "./families";
import { letter } from "./numbers";
import { MAX_METHODS } from "./view";

/** Called with the methods that are compared now. */
type Changed = (methods: readonly string[]) => void;

/**
 * Draws a choice for each method that can be compared, with a slider for each weight of its family. A family that was
 * chosen already keeps its place and its sliders.
 */
export function drawMethodControls(
  families: readonly Family[],
  methods: readonly string[],
  changed: Changed,
): void {
  const rows = Array.from({ length: MAX_METHODS }, (_, index) =>
    methodRow(families, methods, index, changed),
  );
  byId("methods").replaceChildren(...rows);
}

function methodRow(
  families: readonly Family[],
  methods: readonly string[],
  index: number,
  changed: Changed,
): HTMLElement {
  const id = methods[index];
  const set = (method: string | undefined): void => {
    const next = [...methods.slice(0, index), method, ...methods.slice(index + 1)];
    changed(next.filter((each): each is string => each !== undefined));
  };
  const own = families.find(({ members }) => members.some((member) => member.id === id));
  const select = create("select", {
    id: `method-${index}`,
    onchange: () => {
      const family = families.find((each) => each.id === select.value);
      set(family === undefined ? undefined : standardMember(family).id);
      byId(`method-${index}`).focus();
    },
  });
  if (index > 0) select.append(create("option", { value: "" }, "none"));
  select.append(
    group(
      "at their recipes' settings",
      families.filter((family) => !family.id.includes("[")),
    ),
    group(
      "other settings",
      families.filter((family) => family.id.includes("[")),
    ),
  );
  select.value = own?.id ?? "";
  // Methods are compared without gaps between them.
  select.disabled = index > methods.length;
  const label = create("label", { htmlFor: select.id }, `Method ${letter(index)}`);
  const sliders =
    own === undefined || id === undefined ? [] : weightRows(own, id, index, set);
  return create("div", { className: `method method-${index}` }, label, select, ...sliders);
}

function group(label: string, families: readonly Family[]): HTMLOptGroupElement {
  const options = families.map(({ id, title }) => create("option", { value: id }, title));
  return create("optgroup", { label, hidden: options.length === 0 }, ...options);
}

function weightRows(
  family: Family,
  id: string,
  index: number,
  set: (method: string) => void,
): readonly HTMLElement[] {
  const own = family.members.find((member) => member.id === id)!;
  return movableWeights(family).map(({ option, owner, values }) => {
    const slider = create("input", {
      type: "range",
      id: `weight-${index}-${option}`,
      min: "0",
      max: String(values.length - 1),
      step: "1",
      value: String(values.indexOf(weightOf(own, option))),
      oninput: () => {
        set(withWeight(family, own, option, values[Number(slider.value)]!).id);
        byId(slider.id).focus();
      },
    });
    const value = String(weightOf(own, option));
    slider.setAttribute("aria-valuetext", `λ ${value}`);
    const label = create("label", { htmlFor: slider.id }, `λ of ${owner} `);
    const output = create("output", {}, value);
    return create("div", { className: "slider" }, label, output, slider);
  });
}
