import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PRECISIONS, type Precision } from "../src/engine/native/native";
import { PRETRAINING } from "../src/pretraining/recipe";
import { timingOf, type Sample } from "./measure";
import { perSecond, type Measured, type Row } from "./row";
import { SubjectProcess } from "./vit-b16/subject-process";
import { takeAllTurns } from "./vit-b16/take-all-turns";

const STEP = join(__dirname, "pretraining-step.ts");

/**
 * Whole steps of pretraining on the native backend at the recipe's larger batch size, with products in each precision, in turns,
 * each in a process of its own: TensorFlow reads the precision once.
 */
export async function pretrainingRows(): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "promptcal-bench-"));
  const answerOf = (products: Precision): string => join(folder, `${products}.json`);
  const start = async (products: Precision): Promise<SubjectProcess> => {
    const args = ["--import", "tsx", STEP, products, answerOf(products)];
    const started = new SubjectProcess(process.execPath, args, resolve(__dirname, ".."));
    await started.ready();
    return started;
  };
  const notes: string[] = [];
  try {
    const measured = await takeAllTurns(PRECISIONS, start, (products, { message }) => {
      notes.push(`Pretraining in ${products} was not measured: ${message}`);
    });
    const rows = measured.map((products) => rowOf(products, answerOf(products)));
    return { rows, notes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowOf(products: Precision, answer: string): Row {
  const n = PRETRAINING.batch[1];
  const threads = process.env.TF_NUM_INTRAOP_THREADS ?? "one per core";
  const work = `pretraining, batches of ${n}, products in ${products}, threads: ${threads}`;
  const samples = JSON.parse(readFileSync(answer, "utf8")) as readonly Sample[];
  return perSecond(work, "native", "images", n, timingOf(samples));
}
