/**
 * `npm run verify:python`: our towers beside open_clip and transformers, at ViT-B/16 size on random
 * weights. Prints one row per checkpoint, library and quantity; exits 1 when one differs.
 * `npm run verify:python -- WEIGHTS.safetensors`: features and one step of CoOp with these weights beside open_clip's.
 */
import { startBackend } from "../../src/engine/backend";
import { PromptcalError } from "../../src/errors/promptcal-error";
import { compareTowers, TOLERANCE } from "./compare-towers";
import { compareWeights } from "./compare-weights";

interface Row {
  readonly quantity: string;
  readonly difference: number;
  /** Which checkpoint and library. */
  readonly of: string;
}

async function main(python: string, weights?: string): Promise<void> {
  const { explanation } = await startBackend();
  console.log(
    `backend: ${explanation}; largest difference, relative, at most ${TOLERANCE}`,
  );
  try {
    const rows: Row[] = [];
    const report = (row: Row): void => {
      rows.push(row);
      console.log(lineOf(row));
    };
    if (weights !== undefined) {
      for (const row of await compareWeights(python, weights)) {
        report({ ...row, of: `open_clip    ${weights}` });
      }
    } else {
      await compareTowers(python, ({ library, checkpoint, ...row }) =>
        report({ ...row, of: `${library.padEnd(12)} ${checkpoint}` }),
      );
    }
    const bad = rows.filter((row) => !isEqual(row)).length;
    console.log(`${rows.length - bad} of ${rows.length} equal`);
    if (bad > 0) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof PromptcalError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function isEqual({ difference }: Row): boolean {
  // False for NaN.
  return difference <= TOLERANCE;
}

function lineOf(row: Row): string {
  const { quantity, difference, of } = row;
  const verdict = isEqual(row) ? "ok  " : "FAIL";
  return `${verdict} ${difference.toExponential(1)} ${quantity.padEnd(6)} ${of}`;
}

void main(process.argv[2]!, process.argv[3]);
