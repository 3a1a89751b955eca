import type { LoadedRun } from "../../experiments/store/load";
import type { ClassSetPredictions } from "../../experiments/run/predictions";
import { mismatch } from "../../errors/promptcal-error";
import { predictFromProbabilities } from "../../metrics/probability/confidence";
import { softmax } from "../../metrics/probability/softmax";
import type { ClassSetScores, EvaluatedRun } from "./evaluated-run";
import { methodParts, methodWith, plainMethod } from "../methods";

/** What the rows of ensembles add to a method's name: `CoOp, ensemble of seeds`. */
const ENSEMBLE = { "ensemble of seeds": "" };

/**
 * Ensembles of seeds (Lakshminarayanan et al. 2017): the mean probability over all seeds of a method on a data set, as a
 * run of its own with the lowest seed. Methods with one seed have none, and neither has zero-shot, whose seeds agree.
 * @param runs of one suite
 * @throws PromptcalError where the seeds were not tested on the same images and classes
 */
export function seedEnsembles(runs: readonly LoadedRun[]): readonly EvaluatedRun[] {
  const groups = new Map<string, LoadedRun[]>();
  for (const run of runs.filter(({ spec }) => spec.tuner !== "zeroshot")) {
    const key = JSON.stringify([run.method, run.spec.dataset]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()]
    .filter((members) => members.length > 1)
    .map((members): EvaluatedRun => {
      const sorted = [...members].sort((a, b) => a.spec.seed - b.spec.seed);
      const { method, spec } = sorted[0]!;
      const predictions = sorted.map((run) => run.predictions);
      const name = `${method} on ${spec.dataset}`;
      return {
        runId: sorted.map(({ id }) => id).join("+"),
        dataset: spec.dataset,
        seed: spec.seed,
        method: withEnsemble(method),
        base: averaged(
          predictions.map(({ base }) => base),
          name,
        ),
        new: averaged(
          predictions.map((each) => each.new),
          name,
        ),
      };
    });
}

function withEnsemble(method: string): string {
  return methodWith(plainMethod(method), { ...methodParts(method).changed, ...ENSEMBLE });
}

/** Confidences and verdicts of the mean probabilities. */
function averaged(members: readonly ClassSetPredictions[], name: string): ClassSetScores {
  const [{ classNames, labels }] = members as [ClassSetPredictions];
  const same = members.every(
    (each) =>
      each.classNames.join("\n") === classNames.join("\n") &&
      each.labels.join() === labels.join(),
  );
  if (!same) {
    throw mismatch({
      what: `seeds of ${name}`,
      expected: "the same test images and classes",
      got: "others",
    });
  }
  const mean = new Float64Array(labels.length * classNames.length);
  for (const { logits } of members) {
    softmax(logits, classNames.length).forEach((p, i) => (mean[i]! += p / members.length));
  }
  return { ...predictFromProbabilities(mean, labels), values: {} };
}
