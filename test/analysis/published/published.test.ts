import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { claims } from "../../../src/report/claims/list/claims";
import { above, inequalityText, term } from "../../../src/analysis/inequality";
import {
  publishedEffect,
  publishedNumbers,
} from "../../../src/analysis/published/published";

function effect(id: string, statement = 0): number | undefined {
  const { statements } = claims.find((claim) => claim.id === id)!;
  return publishedEffect(statements[statement]!)?.points;
}

function near(got: number | undefined, expected: number): void {
  assert.ok(Math.abs(got! - expected) < 1e-9, `${got} is not ${expected}`);
}

test("the paper's numbers give the published gaps", () => {
  near(effect("C1"), 14.58 - 4.61);
  near(effect("C4"), 5.82 - 3.07);
  near(effect("C5", 0), 4.61 - 4.48);
  near(effect("C5", 1), 14.58 - 4.48);
  near(effect("C8"), 14.58 - 6.49);
  near(effect("C8-KgCoOp"), 4.48 - 3.99);
  near(effect("C9"), (3.07 + 14.58) / 2 - (2.67 + 6.49) / 2);
  near(effect("C10"), 3.07 - 2.67);
  near(effect("C12"), 77.61 - 72.36);
  // The ablation has rows of its own, which differ from table 1.
  near(effect("C17", 0), 14.58 - 6.49);
  near(effect("C17", 1), 14.58 - 7.72);
  near(effect("C17", 2), 7.72 - 7.09);
});

test("what was not found, or has no source to be trusted, has no published effect", () => {
  const unknown = ["C2", "C3", "C6", "C7", "C14", "C17b", "C17c", "C18"];
  for (const id of unknown) assert.equal(effect(id), undefined);
});

test("the paper's own numbers satisfy every claim they bear on", () => {
  for (const { statements } of claims) {
    for (const statement of statements) {
      const published = publishedEffect(statement);
      if (published === undefined) continue;
      assert.ok(published.points > 100 * statement.bound, inequalityText(statement));
    }
  }
});

test("an effect is as sure as its least sure number", () => {
  const sure = publishedEffect(above([term(1, "ece", "coop", "new")]))!;
  assert.equal(sure.confidence, "high");
  const mixed = above([term(1, "ece", "coop", "new"), term(-1, "ece", "kgcoop", "new")]);
  assert.equal(publishedEffect(mixed)!.confidence, "medium");
});

test("each number stands once, with a source", () => {
  const keys = publishedNumbers.map(
    (n) => `${n.quantity} ${n.method} ${n.classSet} ${n.table}`,
  );
  assert.equal(new Set(keys).size, keys.length);
  for (const { source, percent } of publishedNumbers) {
    assert.ok(source.length > 0 && percent > 0 && percent < 100);
  }
});

const collection = resolve(__dirname, "../../../../../shared/paper/published-numbers.json");
const skip = !existsSync(collection) && "the collection of numbers is not on this machine";

test("each number stands in the collection, with no less confidence", { skip }, () => {
  const collected = JSON.parse(readFileSync(collection, "utf8")) as readonly Collected[];
  for (const number of publishedNumbers) {
    const same = collected.filter(
      ({ paper, metric, value, ...entry }) =>
        paper.includes("2410.02681") &&
        metric === (number.quantity === "ece" ? "ECE" : number.quantity) &&
        splitOf(entry) === number.classSet &&
        methodOf(entry) === number.method &&
        value === number.percent,
    );
    const what = `${number.quantity} ${number.method} ${number.classSet} ${number.percent}`;
    const levels = same.map(({ confidence }) => confidence);
    assert.ok(levels.includes("high") || levels.includes("medium"), what);
    if (number.confidence === "high") assert.ok(levels.includes("high"), what);
  }
});

/** What is read of an entry of the collection. */
interface Collected {
  readonly paper: string;
  readonly method: string;
  readonly variant: string;
  readonly split: string;
  readonly metric: string;
  readonly value: number;
  readonly confidence: string;
}

function splitOf({ split }: Pick<Collected, "split">): string {
  return /^(hm|target average)$/.test(split) ? "both" : split.split(" ")[0]!;
}

/** The project's name of an entry's method. */
function methodOf({
  method,
  variant,
  split,
}: Pick<Collected, "method" | "variant" | "split">) {
  const name = method.toLowerCase().replace("clip", "");
  const choice = /^(far|random|oracle)/.exec(variant)?.[1];
  const regulariser = /^dor|outliers|oracle/.test(variant) ? "+dor" : "";
  const chosen = choice === undefined ? "" : `[dor.choice=${choice}]`;
  return `${name}${regulariser}${chosen}${split.startsWith("target") ? "[test=shift]" : ""}`;
}
