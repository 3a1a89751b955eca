import { PromptcalError } from "../errors/promptcal-error";
import { RUN_OPTIONS } from "../experiments/spec/run-options";
import { recipeOptions, type TunerDefinition } from "../methods/definition";
import type { OptionDefinitions, Options } from "../methods/option";
import { RECIPE_NAMES } from "../methods/recipe-names";
import { tuners } from "../methods/registry";
import { composes } from "../regularisers/composition";
import { TARGETS } from "../regularisers/definition";
import { regularisers } from "../regularisers/registry";
import { markdownTable } from "../report/tables/markdown-table";
import { describedOption } from "./method-help";

/** Parts of docs/methods.md that are written from the definitions, by the name in their marks. */
const PARTS: Readonly<Record<string, () => string>> = {
  tuners: tunersTable,
  composition: compositionTable,
  run: () => optionsTable(RUN_OPTIONS),
  options: () => tuners().map(tunerSection).join("\n\n"),
  regularisers: () => regularisers().map(regulariserSection).join("\n\n"),
};

/**
 * The page on methods with what stands between its marks, `<!-- NAME -->` and `<!-- end NAME -->`, written
 * from the definitions.
 * @throws PromptcalError for a page without one of the marks
 */
export function withMethods(page: string): string {
  return Object.entries(PARTS).reduce((text, [name, write]) => {
    const [start, end] = [`<!-- ${name} -->`, `<!-- end ${name} -->`];
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from < 0 || to < from) {
      throw new PromptcalError(`docs/methods.md: expected ${start} ... ${end}, got none`);
    }
    return `${text.slice(0, from + start.length)}\n\n${write()}\n\n${text.slice(to)}`;
  }, page);
}

function code(text: string): string {
  return `\`${text}\``;
}

function tunersTable(): string {
  return markdownTable(
    ["Tuner", "Name", "What it is", "Image input", "Tunes"],
    tuners().map(({ name, title, about, imageInput, tunes }) => [
      code(name),
      title,
      about,
      imageInput,
      tunes.length === 0 ? "nothing" : tunes.join(", "),
    ]),
  );
}

function compositionTable(): string {
  const all = regularisers();
  return markdownTable(
    ["Tuner", ...all.map(({ name }) => code(name))],
    tuners().map(({ name }) => [
      code(name),
      ...all.map((regulariser) => (composes(name, regulariser.name) ? "yes" : "")),
    ]),
  );
}

function optionsTable(options: OptionDefinitions, prefix = ""): string {
  return markdownTable(
    ["Option", "Default", "Meaning"],
    Object.entries(options).map(([name, definition]) => [
      code(`${prefix}${name}`),
      code(JSON.stringify(definition.default)),
      describedOption(definition),
    ]),
  );
}

function tunerSection(definition: TunerDefinition): string {
  const { title, name, about, options, recipes = {} } = definition;
  const rows = RECIPE_NAMES.flatMap((recipe) => {
    const found = recipe === "lab-cached" ? undefined : recipes[recipe];
    if (found === undefined) return [];
    const on = Object.keys(found.on ?? {}).map(
      (dataset) => `; on ${dataset}: ${changes(found.on![dataset] as Options)}`,
    );
    const changed = `${changes(recipeOptions(found, "")) || "the defaults"}${on.join("")}`;
    return [[code(recipe), found.reproduces, changed, found.time]];
  });
  return [
    `### ${title} (${code(name)})`,
    `${about[0]!.toUpperCase()}${about.slice(1)}.`,
    optionsTable(options),
    markdownTable(["Recipe", "Reproduces", "Changed defaults", "Time of a run"], rows),
  ].join("\n\n");
}

function changes(options: Options): string {
  return Object.entries(options)
    .map(([name, value]) => code(`${name}=${String(value)}`))
    .join(" ");
}

function regulariserSection(definition: ReturnType<typeof regularisers>[number]): string {
  const { title, name, about, actsOn, options } = definition;
  const acts = `It acts on ${TARGETS[actsOn]}.`;
  return [
    `### ${title} (${code(name)})`,
    `${about[0]!.toUpperCase()}${about.slice(1)}. ${acts}`,
    ...(Object.keys(options).length === 0 ? [] : [optionsTable(options, `${name}.`)]),
  ].join("\n\n");
}
