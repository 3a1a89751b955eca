import { clipTokenizer } from "../src/encoders/tokens/tokenizer";
import { startBackend } from "../src/engine/backend";
import { encodingRows } from "./encoding";
import { benchmarkModel } from "./model";
import { prefixSharingRows } from "./prefix-sharing";
import { pretrainingRows } from "./pretraining";
import { milliseconds, type Measured, type Row } from "./row";
import { TUNING_METHODS, tuningSteps } from "./tuning";
import { wholePlanRow } from "./whole-plan";

/** Steps of tuning, features, prefix sharing and pretraining at the icons suite's real sizes. */
export async function iconsRows(say: (part: string) => void): Promise<Measured> {
  const rows: Row[] = [];
  const notes: string[] = [];
  const tokenizer = clipTokenizer();
  const { name: backend } = await startBackend("wasm");
  const { model, weights } = benchmarkModel();
  notes.push(`Icons suite, weights: ${weights}.`);
  say("icons: tuning steps");
  const steps = tuningSteps(model, tokenizer);
  rows.push(
    ...TUNING_METHODS.map((method) =>
      milliseconds(`tuning step of ${method}`, backend, steps[method]),
    ),
  );
  say("icons: whole plan");
  rows.push(await wholePlanRow(steps));
  say("icons: prefix sharing");
  rows.push(...prefixSharingRows(model, tokenizer, backend));
  say("icons: features");
  rows.push(...encodingRows(model, tokenizer, backend));
  say("icons: pretraining");
  const pretraining = await pretrainingRows();
  return { rows: [...rows, ...pretraining.rows], notes: [...notes, ...pretraining.notes] };
}
