import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ece } from "../../src/metrics/binned/ece";
import { evaluatePredictions } from "../../src/metrics/evaluate";
import { predictFromLogits } from "../../src/metrics/probability/confidence";
import { mce } from "../../src/metrics/binned/mce";
import { nll } from "../../src/metrics/probability/nll";
import type { ClassScores } from "../../src/predictions/file-predictions";
import { loadPredictions } from "../../src/predictions/load-predictions";
import { seededRandom } from "../../src/random/random";
import { CASES, skip } from "../cases/cases";
import { promptcal } from "../experiments/promptcal";
import { bytesOf, npyOf, npzOf } from "../predictions/array-files";
import { temporaryFiles } from "../predictions/temporary-file";

const { file, folder } = temporaryFiles();

describe("all metrics of predictions", () => {
  const random = seededRandom("predictions");
  const n = 300;
  const values = Float64Array.from({ length: 4 * n }, () => 4 * random());
  const truth = Int32Array.from({ length: n }, () => Math.floor(4 * random()));

  it("are those of the metrics' own functions, with their bins and rules", () => {
    for (const rule of ["left-closed-drop-1", "right-closed"] as const) {
      const { metrics, input } = evaluatePredictions(
        { kind: "logits", values, labels: truth },
        { bins: 7, rule, random: seededRandom("intervals"), resamples: 100 },
      );
      const predicted = predictFromLogits(values, truth);
      assert.deepEqual(input.confidence, predicted.confidence);
      assert.equal(metrics["ece"]!.value, ece(predicted, { bins: 7, rule }).value);
      assert.ok(Math.abs(metrics["nll"]!.value - nll(values, truth).value) < 1e-12);
      for (const [key, form] of [
        ["mce", "largest"],
        ["mce_weighted", "weighted"],
      ] as const)
        assert.equal(metrics[key]!.value, mce(predicted, { bins: 7, rule, form }).value);
      assert.deepEqual([metrics["ece"]!.bins, metrics["ece"]!.rule], [7, rule]);
      for (const [name, { n: count, interval }] of Object.entries(metrics)) {
        assert.equal(count, n, name);
        if (["ece_floor", "calibration_p"].includes(name))
          assert.equal(interval, undefined);
        else assert.ok(interval![0] <= interval![1], name);
      }
    }
  });

  it("of probabilities with a true class of 0: the NLL stays finite", () => {
    const { metrics } = evaluatePredictions(
      { kind: "probabilities", values: Float64Array.of(1, 0), labels: Int32Array.of(1) },
      { random, resamples: 5 },
    );
    assert.equal(metrics["nll"]!.value, -Math.log(Number.EPSILON));
  });
});

type Metrics = Readonly<Record<string, { readonly value: number; readonly rule?: string }>>;

/** The command's numbers and what it says about them. */
async function metricsOf(path: string, ...words: string[]) {
  const ended = await promptcal(
    folder,
    "metrics",
    path,
    "--json",
    "--resamples",
    "5",
    ...words,
  );
  assert.equal(ended.code, 0, ended.err);
  return { metrics: JSON.parse(ended.out) as Metrics, notes: ended.err };
}

/** The first class with certainty in every row; labels and certainty of each row. */
function certain(labels: readonly number[], confidence: readonly number[]): string {
  const probs = confidence.flatMap((c) => [c, 1 - c, 0]);
  const arrays = {
    probs: npyOf("<f8", `(${labels.length}, 3)`, bytesOf(Float64Array.from(probs))),
    labels: npyOf("|u1", `(${labels.length},)`, Uint8Array.from(labels)),
  };
  return file("certain.npz", npzOf(arrays));
}

const near = (got: number, expected: number, what: string): void =>
  assert.ok(Math.abs(got - expected) < 1e-9, `${what}: ${got} is not ${expected}`);

describe("promptcal metrics", () => {
  it("says where the page is, beside JSON on standard error", async () => {
    const path = file("r.csv", "label,prob_0,prob_1\n0,0.75,0.25\n1,0.5,0.5\n");
    const page = join(folder, "page.html");
    const words = ["metrics", path, "--resamples", "5", "--report", page];
    const shown = await promptcal(folder, ...words);
    assert.ok(existsSync(page), shown.err);
    assert.ok(shown.out.endsWith(`report: ${page}\n`), shown.out);
    const json = await promptcal(folder, ...words, "--json");
    assert.ok(json.err.includes(`report: ${page}\n`), json.err);
    assert.ok("ece" in (JSON.parse(json.out) as Metrics));
  });

  it("takes a file's own names for columns", async () => {
    const path = file("own.csv", "sure,right\n0.75,1\n0.5,0\n");
    const columns = ["--columns", "confidence=sure,correct=right"];
    const shown = await promptcal(folder, "metrics", path, "--json", ...columns);
    assert.equal(shown.code, 0, shown.err);
    assert.equal((JSON.parse(shown.out) as Metrics)["accuracy"]!.value, 1 / 2);
    const wrong = await promptcal(folder, "metrics", path, "--columns", "confidence");
    assert.match(wrong.err, /expected pairs such as label=gold/);
  });

  it("prints one JSON object, the same for the same seed", async () => {
    const path = file(
      "p.csv",
      "label,prob_0,prob_1\n0,0.75,0.25\n1,0.5,0.5\n1,0.25,0.75\n",
    );
    const words = ["metrics", path, "--json", "--edges", "textbook", "--bins", "5"];
    const first = await promptcal(folder, ...words);
    assert.equal(first.code, 0, first.err);
    const metrics = JSON.parse(first.out) as Metrics;
    assert.equal(metrics["accuracy"]!.value, 2 / 3);
    // The option took the rule's earlier name.
    assert.equal(metrics["ece"]!.rule, "right-closed");
    for (const name of ["ece", "ace", "mce", "nll", "brier"])
      assert.ok(name in metrics, name);
    assert.equal((await promptcal(folder, ...words)).out, first.out);
  });

  it("counts samples of confidence 1: wrong on all of them is an ECE of 1", async () => {
    const path = certain(Array<number>(10).fill(1), Array<number>(10).fill(1));
    const { metrics, notes } = await metricsOf(path);
    near(metrics["gap"]!.value, 1, "gap");
    near(metrics["ece"]!.value, 1, "ece");
    // Class 0 has probability 1 and never occurs, class 1 has 0 and always does, class 2 is right.
    near(metrics["classwise_ece"]!.value, (1 + 1 + 0) / 3, "classwise_ece");
    assert.equal(notes, "");
  });

  it("says how many samples the paper's rule drops, and only under that rule", async () => {
    // Six of ten rows have confidence 1, of which three are wrong; the others have 0.95 and are right.
    const confidence = [1, 1, 1, 1, 1, 1, 0.95, 0.95, 0.95, 0.95];
    const path = certain([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], confidence);
    const all = await metricsOf(path);
    // One bin holds all: |7 / 10 - (6 * 1 + 4 * 0.95) / 10|.
    near(all.metrics["ece"]!.value, Math.abs(7 / 10 - (6 + 4 * 0.95) / 10), "ece");
    assert.ok(all.metrics["ece"]!.value >= Math.abs(all.metrics["gap"]!.value) - 1e-12);
    for (const rule of ["paper", "left-closed-drop-1"]) {
      const { metrics, notes } = await metricsOf(path, "--edges", rule);
      // The weight of all ten, the means of the four.
      near(metrics["ece"]!.value, Math.abs(1 - 0.95), `ece, ${rule}`);
      assert.match(
        notes,
        /^note: 6 of 10 samples have a confidence of exactly 1\. Under left-closed-drop-1 edges they enter no bin's mean/,
      );
    }
  });

  it("of confidence and correctness: what these allow, and which metrics are missing", async () => {
    const path = file("c.csv", "confidence,correct\n0.75,1\n0.85,0\n0.95,1\n1,1\n");
    const { metrics, notes } = await metricsOf(path);
    near(metrics["accuracy"]!.value, 3 / 4, "accuracy");
    near(metrics["gap"]!.value, (0.75 + 0.85 + 0.95 + 1) / 4 - 3 / 4, "gap");
    // Bins (0.7, 0.8], (0.8, 0.9] and (0.9, 1] of 1, 1 and 2 samples.
    const expected = (1 / 4) * 0.25 + (1 / 4) * 0.85 + (2 / 4) * (1 - (0.95 + 1) / 2);
    near(metrics["ece"]!.value, expected, "ece");
    for (const name of ["smooth_ece", "aurc", "mce", "debiased_ece"])
      assert.ok(name in metrics, name);
    assert.ok(!("nll" in metrics));
    assert.match(
      notes,
      /^note: Not computed, since they need .*: classwise_ece, .*nll, brier/,
    );
  });

  it("gives the same metrics of confidences as of the scores that they come from", async () => {
    const scores = "label,prob_0,prob_1\n0,0.75,0.25\n1,0.9,0.1\n1,0.25,0.75\n";
    const confidences = "confidence,correct\n0.75,1\n0.9,0\n0.75,1\n";
    const of = await metricsOf(file("s.csv", scores));
    const alone = await metricsOf(file("c.csv", confidences));
    for (const [name, metric] of Object.entries(alone.metrics))
      assert.deepEqual({ ...metric }, { ...of.metrics[name] }, name);
  });

  it("says what it assumed or changed, beside the numbers", async () => {
    const path = file("r.csv", "label,cat,dog\ncat,0.33,0.66\ndog,0.25,0.75\n");
    const { notes } = await metricsOf(path);
    assert.match(notes, /note: The columns cat, dog are taken as probabilities/);
    assert.match(notes, /note: The probabilities of a row sum to 1 within 1\.0 % only/);
  });

  it("refuses in one line, and explains itself", async () => {
    const bad = await promptcal(folder, "metrics", file("bad.csv", "label\n1\n"));
    assert.equal(bad.code, 1);
    assert.match(bad.err, /^promptcal: CSV header: expected the columns .*\n$/);
    const rule = await promptcal(folder, "metrics", "x.csv", "--edges", "papers");
    assert.match(rule.err, /unknown edge rule "papers"; did you mean "paper"\?/);
    const help = await promptcal(folder, "metrics", "--help");
    assert.match(help.out, /confidence, correct .*metrics of the predicted class/);
  });
});

describe("cases that people met", { skip }, () => {
  const cases: readonly (readonly [string, Readonly<Record<string, number>>])[] = [
    ["metrics-csv-quoted-header/min_quoted.csv", { accuracy: 0.6667, ece: 0.3667 }],
    [
      "metrics-ece-confidence-1/min_all_wrong_at_1.npz",
      { ece: 1, gap: 1, classwise_ece: 0.6667 },
    ],
    ["metrics-ece-confidence-1/min_half_at_1.npz", { ece: 0.28, gap: 0.28 }],
    ["metrics-ece-confidence-1/min_all_wrong_logits30.npz", { ece: 1 }],
    ["metrics-ece-confidence-1/min_all_wrong_logits60.npz", { ece: 1 }],
    // Of the probabilities divided by their sums; 0.2368 of those in the file.
    [
      "metrics-bf16-probs/min_bf16.safetensors",
      { accuracy: 0.5, ece: 0.4194, gap: 0.2362 },
    ],
    [
      "metrics-safetensors-small-int-labels/min_labels_int16.safetensors",
      { accuracy: 0.5, ece: 0.4193 },
    ],
    [
      "metrics-safetensors-small-int-labels/min_labels_int16.npz",
      { accuracy: 0.5, ece: 0.4193 },
    ],
  ];
  for (const [path, expected] of cases)
    it(path, async () => {
      const predictions = await loadPredictions(join(CASES, path));
      assert.notEqual(predictions.kind, "confidences");
      const { metrics } = evaluatePredictions(predictions as ClassScores, {
        random: seededRandom("cases"),
        resamples: 5,
      });
      for (const [name, value] of Object.entries(expected))
        assert.equal(metrics[name]!.value.toFixed(4), value.toFixed(4), name);
    });

  it("metrics-npz-object-labels/min_object_labels.npz", async () => {
    const path = join(CASES, "metrics-npz-object-labels/min_object_labels.npz");
    await assert.rejects(loadPredictions(path), /Python objects.*labels\.astype\(int\)/);
  });
});
