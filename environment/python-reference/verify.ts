/**
 * `npm run verify:python`: our towers beside open_clip and transformers, at ViT-B/16 size on random
 * weights. Prints one row per checkpoint, library and quantity; exits 1 when one differs.
 */
import { startBackend } from "../../src/engine/backend";
import { PromptcalError } from "../../src/errors/promptcal-error";
import { compareTowers, TOLERANCE, type TowerRow } from "./compare-towers";

async function main(python: string): Promise<void> {
  const { explanation } = await startBackend();
  console.log(
    `backend: ${explanation}; largest difference, relative, at most ${TOLERANCE}`,
  );
  try {
    const rows = await compareTowers(python, (row) => console.log(lineOf(row)));
    const bad = rows.filter((row) => !isEqual(row)).length;
    console.log(`${rows.length - bad} of ${rows.length} equal`);
    if (bad > 0) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof PromptcalError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function isEqual({ difference }: TowerRow): boolean {
  // False for NaN.
  return difference <= TOLERANCE;
}

function lineOf(row: TowerRow): string {
  const { checkpoint, library, quantity, difference } = row;
  const verdict = isEqual(row) ? "ok  " : "FAIL";
  return `${verdict} ${difference.toExponential(1)} ${quantity.padEnd(6)} ${library.padEnd(12)} ${checkpoint}`;
}

void main(process.argv[2]!);
