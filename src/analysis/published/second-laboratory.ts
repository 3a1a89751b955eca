import * as v from "valibot";
import { checked } from "../../files/json/checked";
import {
  byName,
  finiteNumber,
  list,
  onlyFields,
  TEXT,
  word,
  type Infer,
} from "../../files/json/schema";
import { metricOf } from "../../metrics/registry";
import { arithmeticMean } from "../../metrics/base-new-mean";
import { mean } from "../../numeric/mean";
import { type Inequality, leftSide, satisfies } from "../inequality";
import type { Quantity } from "../quantity";
import type { ClassSet } from "../lookup";
import { SOURCE_CONFIDENCE } from "./source-confidence";
import type { Method } from "../methods";
import series from "./second-laboratory.json";

const SERIES = onlyFields({
  quantity: word(["accuracy", "ece"], "metric"),
  /** A method identifier. */
  method: TEXT,
  classSet: word(["base", "new"], "class set"),
  /** By data set, under the names of the suite `clip`. */
  percent: byName(finiteNumber()),
  table: TEXT,
  source: TEXT,
  /** `medium`: a printed mean does not fit, or a cell looks like a copy slip; `note` says which. */
  confidence: SOURCE_CONFIDENCE,
  note: v.optional(TEXT),
});

/**
 * Numbers of another laboratory on the paper's own setting (real CLIP ViT-B/16, the eleven data sets), per data
 * set: the tables in the README of TCPT (arXiv 2602.19024), read directly.
 */
export type SecondLaboratorySeries = Infer<typeof SERIES>;

export const secondLaboratorySeries = checked(
  list(SERIES),
  series,
  "second-laboratory.json",
);

/** An inequality on the second laboratory's numbers. */
export interface SecondLaboratoryEffect {
  /** Left side in percentage points, by data set. */
  readonly byDataset: Readonly<Record<string, number>>;
  /** Its mean over the data sets. */
  readonly points: number;
  /** Data sets that satisfy the inequality by themselves, of how many. */
  readonly satisfied: number;
  readonly total: number;
  /** Whether the mean satisfies it. */
  readonly holds: boolean;
}

/** The effect, computed from the values of each data set; undefined where a term has none. */
export function secondLaboratoryEffect(
  inequality: Inequality,
): SecondLaboratoryEffect | undefined {
  const known = inequality.terms.every(
    ({ quantity, method, classSet }) => values(quantity, method, classSet) !== undefined,
  );
  if (!known) return undefined;
  const sides = datasets().map((dataset): readonly [string, number] => [
    dataset,
    leftSide(
      inequality,
      (quantity, method, classSet) => values(quantity, method, classSet)![dataset]! / 100,
    ),
  ]);
  const effect = mean(sides.map(([, side]) => side));
  return {
    byDataset: Object.fromEntries(sides.map(([dataset, side]) => [dataset, 100 * side])),
    points: 100 * effect,
    satisfied: sides.filter(([, side]) => satisfies(inequality, side)).length,
    total: sides.length,
    holds: satisfies(inequality, effect),
  };
}

/** Mean over the data sets, percent; undefined where it is not known. */
export function secondLaboratoryMean(
  quantity: Quantity,
  method: Method,
  classSet: ClassSet,
): number | undefined {
  const found = values(quantity, method, classSet);
  return found === undefined ? undefined : mean(Object.values(found));
}

/** Means of a method as text, in the order of `classSets`: `3.58 / 4.42 / 4.00`; undefined where none is known. */
export function secondLaboratoryText(
  quantity: Quantity,
  method: Method,
  classSets: readonly ClassSet[],
): string | undefined {
  const means = classSets.map((classSet) =>
    secondLaboratoryMean(quantity, method, classSet),
  );
  if (means.every((value) => value === undefined)) return undefined;
  return means.map((value) => value?.toFixed(2) ?? "–").join(" / ");
}

/** Names of its data sets. */
export function datasets(): readonly string[] {
  return Object.keys(secondLaboratorySeries[0]!.percent);
}

/** Percent by data set. The harmonic mean of accuracies is left out: the paper takes it of the means. */
export function values(
  quantity: Quantity,
  method: Method,
  classSet: ClassSet,
): Readonly<Record<string, number>> | undefined {
  if (classSet !== "both") {
    return secondLaboratorySeries.find(
      (one) =>
        one.quantity === quantity && one.method === method && one.classSet === classSet,
    )?.percent;
  }
  if (metricOf(quantity).baseNewMean === "harmonic") return undefined;
  const [base, novel] = [values(quantity, method, "base"), values(quantity, method, "new")];
  if (base === undefined || novel === undefined) return undefined;
  const joined = Object.entries(base).map(([dataset, value]) => [
    dataset,
    arithmeticMean(value, novel[dataset]!),
  ]);
  return Object.fromEntries(joined) as Readonly<Record<string, number>>;
}
