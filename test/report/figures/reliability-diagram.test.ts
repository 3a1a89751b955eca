import assert from "node:assert/strict";
import { it } from "node:test";
import { ece } from "../../../src/metrics/binned/ece";
import { reliabilityDiagram } from "../../../src/report/figures/reliability-diagram";

/** Two samples in each of three bins: right half of the time, at confidence 0.25, 0.5 and 0.95. */
const result = ece({
  confidence: Float64Array.of(0.25, 0.25, 0.55, 0.55, 0.95, 0.95),
  correct: Uint8Array.of(1, 0, 1, 0, 1, 0),
});

it("draws the gap of a bin from its accuracy to its confidence, on the side where it lies", () => {
  const { data } = reliabilityDiagram([{ title: "a", ece: result }], { title: "t" });
  const named = (name: string) => data.find((trace) => trace["name"] === name)!;
  assert.deepEqual(named("accuracy")["y"], [0.5, 0.5, 0.5]);
  const [under, slight, over] = [0.25, 0.55, 0.95].map((confidence) => confidence - 0.5);
  const rounded = (trace: string): unknown =>
    (named(trace)["y"] as (number | null)[]).map((y) => y && Number(y.toFixed(12)));
  const expected = (gaps: readonly (number | null)[]): unknown =>
    gaps.map((gap) => gap && Number(gap.toFixed(12)));
  assert.deepEqual(rounded("overconfident"), expected([null, slight!, over!]));
  assert.deepEqual(rounded("underconfident"), expected([under!, null, null]));
  assert.deepEqual(named("overconfident")["base"], [0.5, 0.5, 0.5]);
});

it("leaves the side out of the legend that no panel shows", () => {
  const sure = ece({ confidence: Float64Array.of(0.9), correct: Uint8Array.of(0) });
  const { data } = reliabilityDiagram([{ title: "a", ece: sure }], { title: "t" });
  assert.ok(data.every((trace) => trace["name"] !== "underconfident"));
});

it("says value, sign of the gap and number of samples, and tables every bin", () => {
  const { layout, table } = reliabilityDiagram([{ title: "a", ece: result, gap: -0.048 }], {
    title: "t",
  });
  const notes = (layout["annotations"] as { text: string }[])
    .map(({ text }) => text)
    .join("\n");
  // (2 * 0.25 + 2 * 0.05 + 2 * 0.45) / 6
  assert.match(notes, /ECE 25\.0 %/);
  assert.match(notes, /gap −4\.8 %/);
  assert.match(notes, /n = 6/);
  assert.equal(table.rows.length, result.bins);
});

it("says which ECE is which where the images of several data sets are pooled", () => {
  const { layout } = reliabilityDiagram(
    [{ title: "a", ece: result, datasetMeanEce: 0.312, gap: -0.048 }],
    { title: "t" },
  );
  const text = JSON.stringify(layout);
  assert.match(text, /<b>ECE 31\.2 %<\/b>, pooled 25\.0 %/);
  assert.match(text, /ECE: mean of data sets/);
});

it("sets the numbers one below the other where a panel is too narrow for a line of them", () => {
  const head = (panels: number, datasetMeanEce?: number): string => {
    const panel = {
      title: "a",
      ece: result,
      ...(datasetMeanEce && { datasetMeanEce }),
      gap: 0.182,
    };
    const { layout } = reliabilityDiagram(
      Array.from({ length: panels }, () => panel),
      { title: "t" },
    );
    return (layout["annotations"] as { text: string }[])[0]!.text;
  };
  assert.match(head(2, 0.187), /<b>ECE 18\.7 %<\/b>, pooled/);
  // Four panels of 648 pixels have some 124 each; 25 letters of 9.5 pixels are wider.
  assert.match(
    head(4, 0.187),
    /<b>ECE 18\.7 %<\/b><br>pooled 25\.0 %<br>gap \+18\.2 %<br>n = 6/,
  );
  assert.match(head(4), /<br>.*gap \+18\.2 %, n = 6/);
});

it("says bin, n, accuracy, confidence and gap wherever a bin is touched", () => {
  const { data } = reliabilityDiagram([{ title: "a", ece: result }], { title: "t" });
  const touched = data.filter(({ type }) => type === "bar");
  // Accuracy, one for each side of the diagonal, counts.
  assert.equal(touched.length, 4);
  for (const { text, hovertemplate } of touched) {
    assert.equal(hovertemplate, "%{text}<extra></extra>");
    assert.equal(
      (text as string[])[2],
      "bin [0.9, 1]<br>n 2<br>accuracy 0.500<br>confidence 0.950<br>gap +0.450",
    );
  }
});

it("writes the edges of a bin as its rule has them", () => {
  const scores = { confidence: Float64Array.of(0.05, 0.55), correct: Uint8Array.of(1, 0) };
  const edges = (rule: "right-closed" | "left-closed-drop-1"): unknown => {
    const { data } = reliabilityDiagram([{ title: "a", ece: ece(scores, { rule }) }], {
      title: "t",
    });
    return (data[0]!["text"] as string[]).map((text) => text.split("<br>")[0]);
  };
  assert.deepEqual(edges("right-closed"), ["bin [0, 0.1]", "bin (0.5, 0.6]"]);
  assert.deepEqual(edges("left-closed-drop-1"), ["bin [0, 0.1)", "bin [0.5, 0.6)"]);
});

it("has one legend and one zoom for all panels, counts following", () => {
  const panels = [1, 2].map((i) => ({ title: `panel ${i}`, ece: result }));
  const { data, layout } = reliabilityDiagram(panels, { title: "t" });
  const entries = data.filter(({ showlegend }) => showlegend === true);
  assert.deepEqual(
    entries.map(({ name }) => name),
    ["accuracy", "overconfident", "underconfident", "perfect"],
  );
  for (const { name } of entries)
    assert.equal(
      data.filter(({ legendgroup }) => legendgroup === name).length,
      panels.length,
    );
  const matches = (axis: string): unknown => (layout[axis] as { matches?: string }).matches;
  // Diagram and counts of the first panel, then of the second one.
  assert.deepEqual(["xaxis", "xaxis2", "xaxis3", "xaxis4"].map(matches), [
    undefined,
    "x",
    "x",
    "x",
  ]);
  assert.deepEqual(["yaxis", "yaxis3"].map(matches), [undefined, "y"]);
  // Each panel's counts keep their own scale.
  assert.deepEqual(["yaxis2", "yaxis4"].map(matches), [undefined, undefined]);
});
