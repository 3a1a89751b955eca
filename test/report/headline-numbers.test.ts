import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { evaluateRun } from "../../src/analysis/runs/evaluate-runs";
import { methodEstimates } from "../../src/analysis/estimates";
import type { ClassSetPredictions } from "../../src/experiments/run/predictions";
import type { RunSpec } from "../../src/experiments/spec/spec";
import { loadRuns } from "../../src/experiments/store/load";
import { defaultStore, runFolder } from "../../src/experiments/store/store-paths";
import { randomInteger, randomNormal, seededRandom } from "../../src/random/random";
import { judgeClaims } from "../../src/report/claims/judging/judge";
import { resultsTable } from "../../src/report/tables/results-table";
import { finishSomeRun, someSpec, temporaryFolder } from "../experiments/helpers";

// What follows shares no code with src: the file format, softmax, bins and averages are written out.

/** ECE on new classes of a run's stored predictions, ten bins [a, b); a confidence of 1 is in no mean. */
function newEce(store: string, id: string): number {
  const file = readFileSync(join(runFolder(store, id), "predictions.safetensors"));
  const size = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString("utf8", 8, 8 + size)) as Record<
    string,
    { dtype: string; data_offsets: [number, number] }
  >;
  const bytes = (name: string) => {
    const [from, to] = header[name]!.data_offsets;
    return new DataView(file.buffer, file.byteOffset + 8 + size + from, to - from);
  };
  const [logits, labels] = [bytes("new.logits"), bytes("new.labels")];
  assert.deepEqual(
    [header["new.logits"]!.dtype, header["new.labels"]!.dtype],
    ["F32", "I32"],
  );
  const n = labels.byteLength / 4;
  const classes = logits.byteLength / 4 / n;
  const [weight, members, excess] = [0, 1, 2].map(() => new Array<number>(10).fill(0)) as [
    number[],
    number[],
    number[],
  ];
  for (let i = 0; i < n; i++) {
    const row = Array.from({ length: classes }, (_, k) =>
      logits.getFloat32(4 * (i * classes + k), true),
    );
    const best = Math.max(...row);
    const confidence = 1 / row.reduce((sum, logit) => sum + Math.exp(logit - best), 0);
    const right = row.indexOf(best) === labels.getInt32(4 * i, true) ? 1 : 0;
    const bin = Math.min(9, Math.floor(10 * confidence));
    weight[bin]! += 1;
    if (confidence === 1) continue;
    members[bin]! += 1;
    excess[bin]! += confidence - right;
  }
  return excess.reduce(
    (sum, total, b) => sum + (weight[b]! / n) * Math.abs(total / Math.max(1, members[b]!)),
    0,
  );
}

/** Mean over data sets of the mean over their seeds. */
function meanOfDatasets(runs: readonly { dataset: string; value: number }[]): number {
  const names = [...new Set(runs.map(({ dataset }) => dataset))];
  const mean = (values: readonly number[]) =>
    values.reduce((a, b) => a + b, 0) / values.length;
  return mean(
    names.map((name) =>
      mean(runs.filter(({ dataset }) => dataset === name).map(({ value }) => value)),
    ),
  );
}

function near(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) < 1e-9, `${got} is not ${expected}`);
}

test("zero-shot's ECE, CoOp's ECE and what DOR takes off it, from a store's files alone", (context) => {
  const store = temporaryFolder(context);
  const sizes = { animals: 40, food: 75, tools: 120 };
  const specs = Object.keys(sizes).flatMap((dataset) =>
    [1, 2].flatMap((seed) => [
      someSpec({ dataset, seed, tuner: "zeroshot" }),
      someSpec({ dataset, seed }),
      someSpec({ dataset, seed, regulariser: "dor" }),
    ]),
  );
  for (const spec of specs) {
    const images = sizes[spec.dataset as keyof typeof sizes];
    finishSomeRun(store, spec, { base: made(spec, 30), new: made(spec, images) });
  }
  const runs = loadRuns(specs, store);
  const of = (method: string) =>
    meanOfDatasets(
      runs
        .filter((run) => run.method === method)
        .map(({ id, spec: { dataset } }) => ({ dataset, value: newEce(store, id) })),
    );
  const evaluated = runs.map(evaluateRun);
  const [zeroShot] = resultsTable(evaluated).rows;
  near(zeroShot!.ece.new.mean, of("zeroshot"));
  const [coop] = methodEstimates(evaluated, "ece", ["coop"], { resamples: 10 });
  near(coop!.new.value, of("coop"));
  const c8 = judgeClaims(evaluated, { resamples: 10 }).find(
    ({ claim }) => claim.id === "C8",
  )!;
  near(c8.statements[0]!.datasetMean.effect, of("coop") - of("coop+dor"));
  assert.ok(Math.abs(of("coop") - of("coop+dor")) > 0.01, "the example has an effect");
});

/** Predictions of four classes, right more often than not, the surer the less regularised. */
function made(spec: RunSpec, images: number): ClassSetPredictions {
  const { dataset, tuner, regulariser, seed } = spec;
  const random = seededRandom("headline", dataset, tuner, regulariser, seed, images);
  const scale = tuner === "coop" && regulariser === "none" ? 6 : 2;
  const labels = Int32Array.from({ length: images }, () => randomInteger(4, random));
  const logits = randomNormal(4 * images, 1, random);
  labels.forEach((label, i) => (logits[4 * i + label]! += 1));
  return {
    classNames: ["ant", "bee", "cat", "dog"],
    logits: logits.map((logit) => scale * logit),
    labels,
    textFeatures: randomNormal(8, 1, random),
    zeroShotTextFeatures: randomNormal(8, 1, random),
  };
}

interface StoredClaims {
  readonly claims: readonly {
    readonly id: string;
    readonly datasets: readonly string[];
    readonly runIds: readonly string[];
    readonly statements: readonly { readonly datasetMean?: { readonly effect: number } }[];
  }[];
}

/** Committed claims whose runs are in this machine's store, in the format of this version. */
function committed(): StoredClaims["claims"] {
  const file = resolve(__dirname, "../../figures/claims.json");
  const { claims } = JSON.parse(readFileSync(file, "utf8")) as StoredClaims;
  const store = defaultStore();
  return claims.filter(
    ({ id, runIds, statements }) =>
      ["C1", "C8", "C8-DePT"].includes(id) &&
      statements[0]?.datasetMean !== undefined &&
      runIds.every((run) =>
        existsSync(join(runFolder(store, run), "predictions.safetensors")),
      ),
  );
}

test(
  "the committed C1, C8 and C8-DePT are those of this machine's store",
  { skip: committed().length === 0 && "the runs behind the committed claims are not here" },
  () => {
    const store = defaultStore();
    for (const { id, runIds, statements } of committed()) {
      const runs = runIds.map((run) => {
        const spec = JSON.parse(
          readFileSync(join(runFolder(store, run), "spec.json"), "utf8"),
        ) as RunSpec;
        const method = spec.regulariser === "none" ? spec.tuner : `${spec.tuner}+dor`;
        return { method, dataset: spec.dataset, value: newEce(store, run) };
      });
      const of = (method: string) =>
        meanOfDatasets(runs.filter((run) => run.method === method));
      const [from, to] = {
        C1: ["zeroshot", "coop"],
        C8: ["coop+dor", "coop"],
        "C8-DePT": ["dept+dor", "dept"],
      }[id]! as [string, string];
      near(statements[0]!.datasetMean!.effect, of(to) - of(from));
    }
  },
);
