/**
 * A process that computes one run, tells how long each phase took, and ends: its peak memory is that of the run. It is
 * sent a `RunOrder` and sends what it found out of a `RehearsedRun`.
 */
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { resolveSpec, type RunRequest } from "../../../../src/experiments/spec/resolve";
import { executeRun } from "../../../../src/experiments/run/run";
import { runId } from "../../../../src/experiments/spec/spec";
import { loadedModel } from "../../../../src/experiments/suites/loaded-suite";
import { suiteNamed } from "../../../../src/experiments/suites/suite";
import { runFolder } from "../../../../src/experiments/store/store-paths";
import { errorText } from "../../../../src/files/system-error";
import { cpuSeconds } from "./cpu-seconds";
import { cacheRandomNouns } from "./random-nouns";
import type { RehearsedRun } from "./rehearsed-run";

export interface RunOrder {
  /** Its suite by name: this process resolves it. */
  readonly request: Omit<RunRequest, "suite"> & { readonly suite: string };
  readonly store: string;
  /** Whether DOR's nouns are encoded; else random rows stand for them. */
  readonly nouns: boolean;
}

export type RunFindings = Omit<RehearsedRun, "dataset" | "method">;

async function rehearse({ request, store, nouns }: RunOrder): Promise<RunFindings> {
  const seconds: Record<string, number> = {};
  const steps: number[] = [];
  let last = 0;
  let stepsDone = 0;
  const spend = (phase: string): number => {
    const now = cpuSeconds();
    const spent = now - last;
    last = now;
    seconds[phase] = (seconds[phase] ?? 0) + spent;
    return spent;
  };
  try {
    const suite = suiteNamed(request.suite);
    const spec = await resolveSpec({ ...request, suite });
    if (spec.regulariser === "dor" && !nouns) {
      const model = await loadedModel(suite);
      const words = Number(spec.recipe["dor.max_words"]);
      cacheRandomNouns(model, String(spec.recipe["dor.template"]), words);
    }
    const folder = runFolder(store, runId(spec));
    // What an earlier sitting computed of the run would be missing in its times.
    rmSync(folder, { recursive: true, force: true });
    spend("reading");
    await executeRun(spec, {
      suite,
      store,
      onProgress: ({ phase, done }) => {
        if (phase === "writing") return void spend("predicting");
        const spent = spend(phase);
        if (phase !== "tuning") return;
        // The first step prepares what the others reuse.
        if (done > stepsDone && done > 1) steps.push(spent);
        stepsDone = done;
      },
      onStart: () => spend("reading"),
    });
    spend("writing");
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    const sorted = steps.sort((a, b) => a - b);
    return {
      seconds,
      ...(steps.length === 0 ? {} : { step: sorted[Math.floor(steps.length / 2)]! }),
      peakBytes: peak(),
      resultBytes: sizes.reduce((a, b) => a + b, 0),
    };
  } catch (error) {
    return { seconds, failed: errorText(error), peakBytes: peak() };
  }
}

function peak(): number {
  return 1024 * process.resourceUsage().maxRSS;
}

process.once("message", (order: RunOrder) => {
  void rehearse(order).then((found) => process.send!(found, () => process.exit(0)));
});
