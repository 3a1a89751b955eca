import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { notebookFingerprint } from "../../../../src/notebook/files/fingerprint";
import {
  checkParameters,
  parameterNames,
  parseParameters,
} from "../../../../src/notebook/files/parameters";
import { mutateJson, hostileValue, jsonText } from "../json";
import { promised, type FuzzTarget } from "../target";

const NAME = "hostile.ipynb";
const HONEST = {
  cells: [
    { cell_type: "markdown", metadata: {}, source: ["# Title\n", "text"] },
    {
      ...{ cell_type: "code", execution_count: 1, id: "a", outputs: [] },
      metadata: { tags: ["parameters"] },
      source: ["let suite = 'icons';\n", "let seeds: number[] = [1, 2];\n"],
    },
    { cell_type: "code", metadata: {}, outputs: [{ data: {} }], source: "f(seeds)" },
  ],
  metadata: { kernelspec: { name: "promptcal", display_name: "TypeScript" } },
  ...{ nbformat: 4, nbformat_minor: 5 },
};

export const target: FuzzTarget = {
  about: "notebooks (.ipynb): parameters and fingerprint; parameters as they are injected",
  inputs: 20_000,
  quick: 300,
  prepare: (folder) => {
    const path = join(folder, NAME);
    return (random) => {
      writeFileSync(path, mutateJson(HONEST, random));
      const setting = `seeds=${jsonText(hostileValue(random))}`;
      const read = (): void => {
        const parameters = parseParameters([setting]);
        // A value given on the command line reaches the cell as the same value, never as code.
        const value = JSON.stringify(parameters["seeds"]);
        const back: unknown = runInNewContext(`(${value})`, {}, { timeout: 1000 });
        promised(
          JSON.stringify(back) === value || value.includes("__proto__"),
          "the same value",
        );
        for (const name of parameterNames(path))
          promised(/^[A-Za-z_$][\w$]*$/.test(name), "names of variables");
        checkParameters(path, { seeds: 1 });
        notebookFingerprint(path, []);
      };
      return { where: NAME, read };
    };
  },
};
