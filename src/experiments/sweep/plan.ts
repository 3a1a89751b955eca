import { existsSync } from "node:fs";
import { writeFileAtomic } from "../../files/atomic-file";
import { eventError, mismatch, PromptcalError } from "../../errors/promptcal-error";
import { parseJson } from "../../files/json/parse-json";
import { readBytes } from "../../files/read-file";
import { describeSpec, parseSpec, runId, specLine, type RunSpec } from "../spec/spec";

/**
 * Writes a plan: one resolved spec per line, whose line number from 0 is its index for good.
 * Writing the same plan again is fine; another plan under the same name would change what an index
 * means, and is refused.
 * @throws PromptcalError for a run that occurs twice, or a file with another content
 */
export function writePlan(path: string, specs: readonly RunSpec[]): void {
  checkDistinct(specs, path);
  const content = specs.map((spec) => `${specLine(spec)}\n`).join("");
  if (existsSync(path)) {
    if (readBytes(path).toString("utf8") === content) return;
    throw eventError(
      `${path} holds another plan, and the meaning of an index must not change`,
      "give another --out, or remove the file",
    );
  }
  writeFileAtomic(path, content);
}

/**
 * Reads a plan.
 * @throws PromptcalError naming file and line
 */
export function readPlan(path: string): readonly RunSpec[] {
  if (!existsSync(path)) {
    throw mismatch({
      what: "plan",
      expected: "a file of JSON lines",
      got: "no such file",
      where: path,
      fix: "write one: promptcal sweep plan --out FILE",
    });
  }
  const lines = readBytes(path).toString("utf8").split("\n");
  if (lines.at(-1) === "") lines.pop();
  const specs = lines.map((line, index) => {
    const where = `${path} line ${index + 1}`;
    return parseSpec(parseJson(line, "plan line", where), where);
  });
  if (specs.length === 0) {
    throw mismatch({
      what: "plan",
      expected: "at least one run",
      got: "none",
      where: path,
    });
  }
  checkDistinct(specs, path);
  return specs;
}

function checkDistinct(specs: readonly RunSpec[], where: string): void {
  const seen = new Map<string, number>();
  specs.forEach((spec, index) => {
    const id = runId(spec);
    const first = seen.get(id);
    if (first !== undefined) {
      throw new PromptcalError(
        `plan: expected each run once, got ${describeSpec(spec)} at index ${first} and ${index} (${where})`,
      );
    }
    seen.set(id, index);
  });
}
