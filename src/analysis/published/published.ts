import { checked } from "../../files/json/checked";
import {
  finiteNumber,
  list,
  onlyFields,
  TEXT,
  word,
  type Infer,
} from "../../files/json/schema";
import { mean } from "../../numeric/mean";
import numbers from "./published-numbers.json";
import { metricOf } from "../../metrics/registry";
import type { Method } from "../methods";
import type { Quantity } from "../quantity";
import { LOOKUP_CLASS_SETS, type ClassSet } from "../lookup";
import { SOURCE_CONFIDENCE } from "./source-confidence";
import type { Inequality } from "../inequality";

const PUBLISHED_NUMBER = onlyFields({
  /** A metric by its key. */
  quantity: TEXT,
  /** A method identifier. */
  method: TEXT,
  classSet: word(LOOKUP_CLASS_SETS, "class set"),
  percent: finiteNumber(),
  table: TEXT,
  source: TEXT,
  confidence: SOURCE_CONFIDENCE,
});

/**
 * A number of arXiv 2410.02681 (CLIP ViT-B/16, mean of 11 data sets, mean of 3 runs). The body of
 * the paper could not be read here: all are second-hand, and `source` says from where.
 */
export type PublishedNumber = Infer<typeof PUBLISHED_NUMBER>;

export const publishedNumbers = checked(
  list(PUBLISHED_NUMBER),
  numbers,
  "published-numbers.json",
);

/** A claim's inequality on the paper's own numbers. */
export interface PublishedEffect {
  /** Left side of the inequality in percentage points. */
  readonly points: number;
  /** The lowest of its numbers' confidences. */
  readonly confidence: PublishedNumber["confidence"];
  readonly numbers: readonly PublishedNumber[];
}

/**
 * The left side from published numbers, all of one table: rows of other tables are other runs, and differ for the
 * same method. Undefined when no table has them all.
 */
export function publishedEffect(
  inequality: Pick<Inequality, "terms">,
): PublishedEffect | undefined {
  for (const table of new Set(publishedNumbers.map((number) => number.table))) {
    const effect = effectIn(table, inequality);
    if (effect !== undefined) return effect;
  }
  return undefined;
}

function effectIn(
  table: string,
  { terms }: Pick<Inequality, "terms">,
): PublishedEffect | undefined {
  let points = 0;
  const used: PublishedNumber[] = [];
  for (const { factor, quantity, method, classSet } of terms) {
    const found = find(quantity, method, classSet, table);
    if (found === undefined) return undefined;
    points +=
      (factor * found.reduce((sum, { percent }) => sum + percent, 0)) / found.length;
    used.push(...found);
  }
  const sure = used.every(({ confidence }) => confidence === "high");
  return { points, confidence: sure ? "high" : "medium", numbers: used };
}

/**
 * The paper's numbers of a method as text, in the order of `classSets`: `3.07 / 14.58 / 8.83`, or `– / 5.46 ?`
 * where one was not found or has a single source; undefined where none was found.
 * @param table where they stand; by default the first that has them
 */
export function publishedText(
  quantity: Quantity,
  method: Method,
  classSets: readonly ClassSet[],
  table?: string,
): string | undefined {
  const texts = classSets.map((classSet) => {
    const found = find(quantity, method, classSet, table);
    if (found === undefined) return undefined;
    const value = mean(found.map(({ percent }) => percent));
    const sure = found.every(({ confidence }) => confidence === "high");
    return `${value.toFixed(2)}${sure ? "" : " ?"}`;
  });
  if (texts.every((text) => text === undefined)) return undefined;
  return texts.map((text) => text ?? "–").join(" / ");
}

/**
 * The number, or for an error on `both` class sets the two numbers whose mean it is.
 * @param table where it stands; by default the first that has it
 */
function find(
  quantity: Quantity,
  method: Method,
  classSet: ClassSet,
  table?: string,
): readonly PublishedNumber[] | undefined {
  const on = (requested: ClassSet): PublishedNumber | undefined =>
    publishedNumbers.find(
      (number) =>
        number.quantity === quantity &&
        number.method === method &&
        number.classSet === requested &&
        (table === undefined || number.table === table),
    );
  const direct = on(classSet);
  if (direct !== undefined) return [direct];
  if (classSet !== "both" || metricOf(quantity).baseNewMean === "harmonic")
    return undefined;
  const found = [on("base"), on("new")];
  return found.every((number) => number !== undefined)
    ? (found as readonly PublishedNumber[])
    : undefined;
}
