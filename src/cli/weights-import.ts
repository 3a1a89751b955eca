import type { Command } from "commander";
import { importWeights, type ImportedWeights } from "../experiments/weights/import-weights";

interface ImportArguments {
  readonly as?: string;
  readonly architecture?: string;
  readonly replace?: boolean;
}

/** `promptcal weights import FILE`: a user's checkpoint, checked and brought into our form. */
export function addWeightsImport(command: Command): void {
  command
    .argument("<file>", "the checkpoint")
    .option("--as <name>", "name of the new weights; the file's name by default")
    .option(
      "--architecture <name>",
      "bundled architecture or JSON file; told by the tensors' shapes by default",
    )
    .option("--replace", "replace weights of that name")
    .action(async (file: string, { as, ...options }: ImportArguments) => {
      const name = as === undefined ? {} : { name: as };
      reportImport(await importWeights(file, { ...name, ...options }));
    });
}

/** Says what was imported, and what had to be taken on trust. */
export function reportImport({
  path,
  sha256,
  architecture,
  sizes,
  source,
  activationKnown,
}: ImportedWeights): void {
  process.stdout.write(`${path}: ${architecture}, from ${source} (SHA-256 ${sha256})\n`);
  if (activationKnown) return;
  process.stderr.write(
    `the checkpoint does not say its activation; taken as ${sizes.activation}, the architecture's\n`,
  );
}
