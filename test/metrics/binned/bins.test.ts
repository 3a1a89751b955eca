import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  assignBins,
  edgeRule,
  edgeRuleAliases,
  equalWidthEdges,
} from "../../../src/metrics/binned/bins";
import { droppedSamples } from "../../../src/metrics/binned/dropped-samples";
import { reliabilityBins } from "../../../src/metrics/binned/reliability-bins";
import { anyInput, samples } from "../helpers";
import { referenceSets } from "../reference-sets";

test("edges are numpy's linspace: 3 of 10 is 0.30000000000000004, the last one is 1", () => {
  assert.deepEqual(
    [...equalWidthEdges(10)],
    [0, 0.1, 0.2, 3 * 0.1, 0.4, 0.5, 6 * 0.1, 7 * 0.1, 0.8, 0.9, 1],
  );
  assert.equal(equalWidthEdges(49)[49], 1);
});

test("paper: an edge belongs to the bin above it, and 1 is in a weight but in no mean", () => {
  const { weightBin, meanBin } = assignBins(new Float64Array([0, 0.25, 0.5, 0.75, 1]), {
    bins: 4,
    rule: "paper",
  });
  assert.deepEqual([...weightBin], [0, 1, 2, 3, 3]);
  assert.deepEqual([...meanBin], [0, 1, 2, 3, -1]);
});

test("textbook: an edge belongs to the bin below it, and 0 to the first", () => {
  const { weightBin, meanBin } = assignBins(new Float64Array([0, 0.25, 0.5, 0.75, 1]), {
    bins: 4,
    rule: "textbook",
  });
  assert.deepEqual([...weightBin], [0, 0, 1, 2, 3]);
  assert.deepEqual([...meanBin], [...weightBin]);
});

test("0.3 lies below linspace's third edge, hence in bin 2 under both rules", () => {
  for (const rule of ["paper", "textbook"] as const) {
    assert.equal(assignBins(new Float64Array([0.3]), { rule }).weightBin[0], 2);
  }
});

test("each value lies between the edges of its bin, for any number of bins", () => {
  const value = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.array(value), (bins, values) => {
      const edges = equalWidthEdges(bins);
      const both = [...values, ...edges];
      const paper = assignBins(Float64Array.from(both), { bins, rule: "paper" });
      const textbook = assignBins(Float64Array.from(both), { bins, rule: "textbook" });
      both.forEach((c, i) => {
        const p = paper.weightBin[i]!;
        const t = textbook.weightBin[i]!;
        assert.ok(edges[p]! <= c && (c < edges[p + 1]! || c === 1));
        assert.ok((edges[t]! < c || c === 0) && c <= edges[t + 1]!);
      });
    }),
  );
});

test("a bin carries its counts and means; empty bins are kept, with means of 0", () => {
  const [low, high] = reliabilityBins(samples([0.6, 1], [0.8, 0], [1, 1]), { bins: 2 });
  assert.deepEqual(low, {
    low: 0,
    high: 0.5,
    n: 0,
    members: 0,
    accuracy: 0,
    confidence: 0,
  });
  assert.deepEqual(high, {
    low: 0.5,
    high: 1,
    n: 3,
    members: 2,
    accuracy: 1 / 2,
    confidence: (0.6 + 0.8) / 2,
  });
});

test("the weights of all bins add up to n under both rules", () => {
  fc.assert(
    fc.property(anyInput, fc.constantFrom("paper", "textbook"), (input, rule) => {
      const bins = reliabilityBins(input, { rule: rule as "paper" | "textbook" });
      const total = bins.reduce((sum, bin) => sum + bin.n, 0);
      const members = bins.reduce((sum, bin) => sum + bin.members, 0);
      const ones = input.confidence.filter((c) => c === 1).length;
      assert.equal(total, input.confidence.length);
      assert.equal(members, rule === "paper" ? total - ones : total);
    }),
  );
});

test("a wrong number of bins or rule is named", () => {
  const input = samples([0.5, 1]);
  assert.throws(() => reliabilityBins(input, { bins: 0 }), /bins: expected .* got 0/);
  assert.throws(() => reliabilityBins(input, { bins: 2.5 }), /got 2\.5/);
  assert.throws(
    () => reliabilityBins(input, { rule: "papier" as "paper" }),
    /unknown edge rule "papier"; did you mean "paper"/,
  );
});

test("the reference set of bin edges really lies on edges", () => {
  const set = referenceSets().find(({ name }) => name === "bin_edges")!;
  const { confidence } = set.stored;
  const edges = new Set([...equalWidthEdges(10)]);
  assert.ok(confidence.filter((c) => edges.has(c)).length >= 10);
  const paper = assignBins(confidence, { rule: "paper" }).weightBin;
  const textbook = assignBins(confidence, { rule: "textbook" }).weightBin;
  assert.notDeepEqual([...paper], [...textbook]);
});

test("earlier names of the rules mean the same, and results hold the present names", () => {
  const confidence = new Float64Array([0, 0.1, 0.25, 1]);
  for (const [alias, name] of Object.entries(edgeRuleAliases)) {
    assert.equal(edgeRule(alias), name);
    assert.equal(edgeRule(name), name);
    const binning = assignBins(confidence, { rule: alias as keyof typeof edgeRuleAliases });
    assert.deepEqual(binning, assignBins(confidence, { rule: name }));
    assert.equal(binning.rule, name);
  }
});

test("dropped samples: those of confidence 1, under the rule that drops them", () => {
  const confidence = new Float64Array([1, 1 - 2 ** -53, 0.5, 1]);
  assert.equal(droppedSamples(confidence), 2);
  assert.equal(droppedSamples(confidence, { rule: "paper" }), 2);
  assert.equal(droppedSamples(confidence, { rule: "right-closed" }), 0);
});
