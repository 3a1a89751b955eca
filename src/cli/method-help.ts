import { methodOptions } from "../experiments/spec/methods";
import {
  wordsOf,
  type OptionDefinition,
  type OptionDefinitions,
  type Options,
} from "../methods/option";
import { RECIPE_NAMES } from "../methods/recipe-names";
import { tunerNamed, tuners } from "../methods/registry";
import { RUN_OPTIONS } from "../experiments/spec/run-options";
import { composes } from "../regularisers/composition";
import { regularisers } from "../regularisers/registry";
import { textTable } from "./terminal/text-table";

/** Every tuner and regulariser with what it is, for `run --help`. */
export function methodList(): string {
  const rows = (
    kind: readonly { readonly name: string; readonly about: string }[],
  ): string => textTable(kind.map(({ name, about }) => [`  ${name}`, about]));
  return [
    "",
    "Tuners (run TUNER --help lists the options of one):",
    rows(tuners()),
    "Regularisers:",
    rows(regularisers()),
  ].join("\n");
}

/**
 * A tuner's options with type, default and meaning, its recipes, and the regularisers that act on it with
 * theirs, for `run TUNER --help`.
 * @throws PromptcalError for an unknown tuner
 */
export function tunerHelp(name: string): string {
  const { title, about, options, recipes = {} } = tunerNamed(name);
  const acting = regularisers().filter((regulariser) => composes(name, regulariser.name));
  const own = (regulariser: string): Options => methodOptions(name, regulariser);
  return [
    "",
    `${title}: ${about}.`,
    "",
    `Options of ${name} (--set NAME=VALUE):`,
    optionTable(options, own("none")),
    "Options of every run:",
    optionTable(RUN_OPTIONS, own("none")),
    "Recipes (--set recipe=NAME):",
    textTable(
      RECIPE_NAMES.map((recipe) => {
        if (recipe === "lab-cached") return [`  ${recipe}`, LAB_CACHED, ""];
        const { reproduces = "the defaults", time = "" } = recipes[recipe] ?? {};
        return [`  ${recipe}`, reproduces, time];
      }),
    ),
    ...acting.flatMap((regulariser) => [
      `Options of --regulariser ${regulariser.name}, ${regulariser.about}:`,
      optionTable(regulariser.options, own(regulariser.name), `${regulariser.name}.`),
    ]),
  ].join("\n");
}

/** What the recipe `lab-cached` is, for every method. */
const LAB_CACHED = "lab with 16 fixed views of each image, encoded once";

function optionTable(definitions: OptionDefinitions, values: Options, prefix = ""): string {
  const rows = Object.entries(definitions).map(([name, definition]) => [
    `  ${prefix}${name}`,
    JSON.stringify(values[`${prefix}${name}`]),
    describedOption(definition),
  ]);
  return rows.length === 0 ? "  none\n" : textTable(rows);
}

/** What an option means, with its unit, its words and the reference's name. */
export function describedOption(definition: OptionDefinition): string {
  const { about, unit, reference } = definition;
  const notes = [
    ...(unit === undefined ? [] : [unit]),
    ...(reference === undefined ? [] : [reference]),
  ];
  const words = wordsOf(definition);
  const listed = words === undefined ? "" : `: ${words.join(", ")}`;
  return `${about}${listed}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
}
