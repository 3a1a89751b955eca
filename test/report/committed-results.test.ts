import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "papaparse";
import { DEFAULT_SUITE } from "../../src/experiments/suites/default-suite";
import { suiteNamed } from "../../src/experiments/suites/suite";
import {
  modelName,
  suiteVariant,
  variantNames,
} from "../../src/experiments/suites/suite-variants";
import { PAPER_PARTS } from "../../src/experiments/sweep/named-presets";
import { totalCost } from "../../src/experiments/sweep/run-costs";
import { projectRoot } from "../../src/files/project-root";
import { readPretrainingHistory } from "../../src/pretraining/history-line";
import { CONTROL_NAMES, MODEL_NAMES } from "../../src/pretraining/models";
import { storedClaims } from "../../src/report/claims/stored-claims";
import { reproductionReport } from "../../src/report/claims/reproduction-report";

const read = (...path: string[]): string =>
  readFileSync(join(projectRoot, ...path), "utf8");

function table(name: string): readonly Record<string, string>[] {
  const { data } = parse<Record<string, string>>(read("figures", name), {
    header: true,
    skipEmptyLines: true,
  });
  return data;
}

/** The effects of a figure that compares claims on several suites, by title of the suite and claim. */
function effectsOf(name: string) {
  const rows = table(name).map(({ effect, series, value, low, high }) => ({
    claim: /^(C\d+b?) /.exec(effect!)?.[1],
    series: series!,
    value: Number(value),
    low: Number(low),
    high: Number(high),
  }));
  // A claim's first row has its name, the rows of the other suites follow it.
  return (title: string, claim: string) => {
    const first = rows.findIndex((row) => row.claim === claim);
    return rows.slice(first).find(({ series }) => series === title)!;
  };
}

const suite = suiteNamed(DEFAULT_SUITE);

describe("the committed results", () => {
  it("have the costs of the same runs, each once, and the story on every variant of the suite", () => {
    const runs = table("runs.csv");
    const ids = runs.map(({ run }) => run);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      table("costs.csv").map(({ run }) => run),
      ids,
    );
    const parts = new Set(table("costs.csv").map(({ part }) => part));
    assert.deepEqual([...parts], PAPER_PARTS);
    // Of each data set: on models the five methods of the story with three seeds, and CoCoOp, MaPLe and VPT without and
    // with outliers and two choices of words with one; at other scales and on controls the story with one.
    for (const [kind, runsOfEach] of [
      ["models", 5 * 3 + 3 * 2 + 2],
      ["scales", 5],
      ["controls", 5],
    ] as const) {
      for (const name of variantNames(suite, kind)) {
        const own = runs.filter((run) => run["suite"] === suiteVariant(suite, name).name);
        assert.equal(own.length, suite.datasets.names.length * runsOfEach, name);
      }
    }
  });

  it("have the claims of the story on the mean of all models, and name the models", () => {
    const { claims } = storedClaims(JSON.parse(read("figures", "claims.json")));
    const models = [
      suite,
      ...variantNames(suite, "models").map((name) => suiteVariant(suite, name)),
    ].map(modelName);
    // Those that the short plan is made to decide.
    for (const id of ["C1", "C2", "C3", "C4", "C8"]) {
      const claim = claims.find((own) => own.id === id)!;
      assert.deepEqual(
        claim.models!.map(({ model }) => model),
        models,
        id,
      );
      assert.equal(claim.datasets.length, suite.datasets.names.length, id);
      assert.equal(claim.seeds, 3, id);
    }
  });

  it("have the report that follows from the claims and the costs", () => {
    const costs = table("costs.csv");
    const report = reproductionReport(JSON.parse(read("figures", "claims.json")), {
      suite: DEFAULT_SUITE,
      model: modelName(suite),
      cost: totalCost(
        costs.map(({ part, seconds, peak_bytes: bytes, machine }) => ({
          part: part!,
          seconds: Number(seconds),
          peakBytes: Number(bytes),
          machine: machine!,
        })),
      ),
    });
    assert.equal(read("docs", "report.md"), report);
    // Each part of the plan says what it is for.
    for (const part of PAPER_PARTS)
      assert.match(report, new RegExp(`\\| \`${part}\` \\| \\w`), part);
  });

  it("have a loss curve of each pretrained model, drawn from its history", () => {
    for (const model of [...MODEL_NAMES, ...CONTROL_NAMES]) {
      const suffix = model === MODEL_NAMES[0] ? "" : `-${model}`;
      const history = readPretrainingHistory(
        join(projectRoot, "data", "weights", `pretraining-history${suffix}.jsonl`),
      );
      const curve = `pretraining-loss${suffix}`;
      const training = table(`${curve}.csv`).filter(({ series }) =>
        /training/.test(series!),
      );
      const losses = training.map((row) => Number(row["contrastive loss, nats"]));
      assert.deepEqual(
        losses,
        history.map(({ loss }) => loss),
        model,
      );
      assert.match(
        read("figures", `${curve}.svg`),
        new RegExp(`model ${model}, [\\d,]+ images`),
      );
    }
  });

  it("say of the second round and of the data set left out what the README says", () => {
    const on = effectsOf("19-left-out.csv");
    const [first, kept, all] = [
      "first round",
      "all that meet the rules",
      "these and those left out",
    ] as const;
    assert.ok(on(first, "C3").low < 0 && on(first, "C3").high > 0);
    for (const claim of ["C1", "C2", "C3", "C3b", "C8", "C9"])
      for (const title of [kept, all]) assert.ok(on(title, claim).low > 0, claim);
    assert.ok(on(kept, "C10").low < 0 && on(kept, "C10").high > 0);
    assert.ok(on(all, "C10").high < 0);
    assert.deepEqual(suiteNamed("world-below").datasets.names, ["arrows"]);
    // Far underconfident: in each model, more than 10 points with its whole interval.
    const gaps = table("19-gap.csv").filter(
      ({ method, quantity, class_set: classes }) =>
        method === "KgCoOp" && quantity === "gap" && classes!.endsWith(" base"),
    );
    assert.equal(gaps.length, MODEL_NAMES.length);
    for (const { high } of gaps) assert.ok(Number(high) < -0.1);
  });

  it("say of the control what README and docs/pretraining.md say", () => {
    const on = effectsOf("12-scales.csv");
    const [raised, unraised] = ["icons-b", "icons-b unraised"];
    for (const claim of ["C1", "C2", "C3b", "C8", "C9"])
      for (const title of [raised!, unraised!]) assert.ok(on(title, claim).low > 0, claim);
    for (const title of [raised!, unraised!]) {
      const { low, high } = on(title, "C3");
      assert.ok(low < 0 && high > 0, title);
    }
    for (const claim of ["C1", "C2", "C8"])
      assert.ok(on(unraised!, claim).value < on(raised!, claim).value, claim);
    assert.ok(on("first model × 1.33", "C3").high < 0);
  });
});
