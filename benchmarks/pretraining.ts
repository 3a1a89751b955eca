import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PRECISIONS } from "../src/engine/native/native";
import { PromptcalError } from "../src/errors/promptcal-error";
import { PRETRAINING } from "../src/pretraining/recipe";
import { timingOf, type Sample } from "./measure";
import { perSecond, type Measured } from "./row";
import { SubjectProcess } from "./vit-b16/subject-process";
import { TURNS } from "./vit-b16/turns";

const STEP = join(__dirname, "pretraining-step.ts");

/**
 * Whole steps of pretraining on the native backend at the recipe's larger batch size, with products in each precision, in turns,
 * each in a process of its own: TensorFlow reads the precision once.
 */
export async function pretrainingRows(): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-bench-"));
  try {
    const subjects = PRECISIONS.map((products) => {
      const file = join(folder, `${products}.json`);
      const args = ["--import", "tsx", STEP, products, file];
      return {
        products,
        file,
        process: new SubjectProcess(process.execPath, args, resolve(__dirname, "..")),
      };
    });
    for (const subject of subjects) await subject.process.ready();
    for (let turn = 0; turn < TURNS; turn++)
      for (const subject of subjects) await subject.process.turn();
    for (const subject of subjects) await subject.process.finish();
    const n = PRETRAINING.batch[1];
    const threads = process.env.TF_NUM_INTRAOP_THREADS ?? "one per core";
    const rows = subjects.map(({ products, file }) => {
      const work = `pretraining, batches of ${n}, products in ${products}, threads: ${threads}`;
      const samples = JSON.parse(readFileSync(file, "utf8")) as readonly Sample[];
      return perSecond(work, "native", "images", n, timingOf(samples));
    });
    return { rows, notes: [] };
  } catch (error) {
    if (!(error instanceof PromptcalError)) throw error;
    return { rows: [], notes: [`Pretraining was not measured: ${error.message}`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
