import assert from "node:assert/strict";
import { test } from "node:test";
import { claims } from "../../src/report/claims/claims";
import { above, inequalityText, term } from "../../src/analysis/inequality";
import { publishedEffect, publishedNumbers } from "../../src/analysis/published";

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
  near(effect("C14"), 83.2 - 82.97);
});

test("signed gaps and FD values were not found, so there is no published effect", () => {
  for (const id of ["C2", "C3", "C6", "C7"]) assert.equal(effect(id), undefined);
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
  const keys = publishedNumbers.map((n) => `${n.quantity} ${n.method} ${n.split}`);
  assert.equal(new Set(keys).size, keys.length);
  for (const { source, percent } of publishedNumbers) {
    assert.ok(source.length > 0 && percent > 0 && percent < 100);
  }
});
