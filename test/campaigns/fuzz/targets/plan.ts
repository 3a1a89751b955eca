import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPlan } from "../../../../src/experiments/sweep/plan";
import { describeSpec, runId, specLine } from "../../../../src/experiments/spec/spec";
import { randomInteger } from "../../../../src/random/random";
import { someSpec } from "../../../experiments/helpers";
import { chance, mutateBytes } from "../bytes";
import { mutateJson } from "../json";
import { promised, type FuzzTarget } from "../target";

const NAME = "hostile.jsonl";

export const target: FuzzTarget = {
  about: "plans of a sweep: one spec of a run a line",
  inputs: 80_000,
  quick: 1500,
  prepare: (folder) => {
    const path = join(folder, NAME);
    return (random) => {
      const lines = [1, 2, 3].map((seed) => specLine(someSpec({ seed })));
      const at = randomInteger(lines.length, random);
      lines[at] = mutateJson(someSpec({ seed: 4 }), random);
      const text = `${lines.join("\n")}\n`;
      writeFileSync(
        path,
        chance(0.1, random) ? mutateBytes(Buffer.from(text), random) : text,
      );
      const read = (): void => {
        for (const spec of readPlan(path)) {
          promised(/^[0-9a-f]{16}$/.test(runId(spec)), "an id for each run");
          promised(!/[/\0\n]/.test(describeSpec(spec)), "names that are no paths");
        }
      };
      return { where: NAME, read };
    };
  },
};
