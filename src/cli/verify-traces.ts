import { startBackend } from "../engine/backend";
import { PromptcalError } from "../errors/promptcal-error";
import { verifyTraces } from "../reference/verify";
import { writeJson } from "./terminal/json-output";
import { textTable } from "./terminal/text-table";

/**
 * Replays the reference traces of a folder and prints each comparison; fails if one is off.
 * @param backend name of a backend, see `startBackend`
 * @param json prints the comparisons as JSON
 */
export async function verifyTraceFolder(
  folder: string,
  backend: string | undefined,
  json: boolean,
): Promise<void> {
  const { name } = await startBackend(backend);
  const { rows, notCovered } = await verifyTraces(folder);
  const off = rows.filter(({ pass }) => !pass).length;
  if (json) writeJson({ backend: name, rows, notCovered });
  else {
    const table = rows.map(({ method, quantity, maxAbsDiff, tolerance, pass }) => [
      pass ? "ok" : "OFF",
      method,
      quantity,
      maxAbsDiff.toExponential(2),
      tolerance.toExponential(2),
    ]);
    process.stdout.write(
      textTable([["", "method", "quantity", "largest difference", "allowed"], ...table]),
    );
    process.stdout.write(
      `${rows.length - off} of ${rows.length} comparisons hold on backend ${name}\n`,
    );
    if (notCovered.length > 0)
      process.stdout.write(`not covered: ${notCovered.join(", ")}\n`);
  }
  if (off > 0)
    throw new PromptcalError(`${off} comparisons with the reference are off (${folder})`);
}
