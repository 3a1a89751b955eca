import type { Command } from "commander";
import { suiteNamed, suiteNames } from "../../experiments/suites/suite";
import { checkedWeightsHash } from "../../experiments/weights/weights-file";
import { jsonOption, writeJson } from "../terminal/json-output";

/** `promptcal weights check`: reads the suites' weights and compares their hashes. */
export function addWeightsCheck(command: Command): void {
  jsonOption(command)
    .option("--suite <name>", "suite to check; by default all that are not optional")
    .action(({ suite, json }: { suite?: string; json: boolean }) => {
      const names = suite === undefined ? suiteNames() : [suite];
      const suites = names
        .map(suiteNamed)
        .filter((one) => suite !== undefined || !one.optional);
      const weights = [];
      for (const one of suites) {
        const { weights: file } = one.model;
        const sha256 = checkedWeightsHash(one);
        weights.push({ suite: one.name, file, sha256 });
        if (!json)
          process.stdout.write(`${one.name}: ${file} is whole (SHA-256 ${sha256})\n`);
      }
      if (json) writeJson({ weights });
    });
}
