import { Option, type Command } from "commander";
import { ACTIVATIONS, type Activation } from "../../engine/layers/activation-name";
import { jsonOption, writeJson } from "../terminal/json-output";
import {
  importWeights,
  type ImportedWeights,
} from "../../experiments/weights/import-weights";

interface ImportArguments {
  readonly as?: string;
  readonly architecture?: string;
  readonly activation?: Activation;
  readonly key?: string;
  readonly replace?: boolean;
  readonly json: boolean;
}

/** `promptcal weights import FILE`: a user's checkpoint, checked and brought into our form. */
export function addWeightsImport(command: Command): void {
  jsonOption(command)
    .argument("<file>", "the checkpoint")
    .option("--as <name>", "name of the new weights; the file's name by default")
    .option(
      "--architecture <name>",
      "bundled architecture or JSON file; inferred from the tensors' shapes by default",
    )
    .addOption(activationOption())
    .option("--key <name>", "weights to take from a file that holds several")
    .option("--replace", "replace weights of that name")
    .action(async (file: string, { as, json, ...options }: ImportArguments) => {
      const name = as === undefined ? {} : { name: as };
      reportImport(await importWeights(file, { ...name, ...options }), json);
    });
}

/** `--activation`, of both commands that import. */
export function activationOption(): Option {
  return new Option(
    "--activation <name>",
    "activation of the towers; by default what the file or its configuration says",
  ).choices(ACTIVATIONS);
}

/** Prints what was imported, and what was inferred. */
export function reportImport(imported: ImportedWeights, json: boolean): void {
  const { path, sha256, architecture, sizes, source, activationSource, notes } = imported;
  if (json) writeJson({ ...imported });
  else
    process.stdout.write(
      `${path}: ${architecture} with ${sizes.activation} (says ${activationSource}), ` +
        `from ${source} (SHA-256 ${sha256})\n`,
    );
  for (const note of notes) process.stderr.write(`${note}\n`);
}
