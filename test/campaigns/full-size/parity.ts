/**
 * Features, and loss and gradient of a step of CoOp, beside open_clip's on the weights of the rehearsal:
 *     node --import tsx test/campaigns/full-size/parity.ts --folder data/rehearsal
 * writes docs/full-size/parity.json and the page. PyTorch is that of `npm run verify:python`.
 */
import { basename, join } from "node:path";
import { Command } from "commander";
import { TOLERANCE } from "../../../environment/python-reference/compare-towers";
import { compareWeights } from "../../../environment/python-reference/compare-weights";
import { requestedBackend, startBackend } from "../../../src/engine/backend";
import { projectRoot } from "../../../src/files/project-root";
import { codeCommit, machine } from "../reliability/made-by";
import { writeFullSizeRecord } from "./page";

const PYTHON = join(projectRoot, "environment/python-reference/venv/bin/python");

interface Arguments {
  readonly folder: string;
  readonly architecture: string;
  readonly python: string;
}

async function main({ folder, architecture, python }: Arguments): Promise<void> {
  const started = new Date();
  await startBackend();
  const weights = join(folder, architecture, `${architecture}.safetensors`);
  const rows = await compareWeights(python, weights);
  const equal = rows.filter(({ difference }) => difference <= TOLERANCE).length;
  writeFullSizeRecord("parity", {
    title: "Beside PyTorch",
    command: `npm run verify:python -- data/rehearsal/${architecture}/${basename(weights)}`,
    about: [
      `Features of two pictures and four prompts, and one step of CoOp with 16 context tokens, with the random weights of the rehearsal: promptcal beside ` +
        `open_clip. ${equal} of ${rows.length} quantities are equal, to within ${TOLERANCE} of the largest value.`,
    ],
    commit: codeCommit(),
    started: started.toISOString(),
    seconds: (Date.now() - started.getTime()) / 1000,
    machine: `${machine()}, backend ${requestedBackend()}`,
    tables: [
      {
        title: "Differences from open_clip",
        columns: ["quantity", "largest difference, of the largest value"],
        rows: rows.map(({ quantity, difference }) => [
          quantity,
          difference.toExponential(1),
        ]),
      },
    ],
    findings: [],
  });
  if (equal < rows.length) process.exitCode = 1;
}

void new Command()
  .option("--folder <folder>", "of the rehearsal", "data/rehearsal")
  .option("--architecture <name>", "whose shapes", "ViT-B-16")
  .option("--python <program>", "with PyTorch and open_clip", PYTHON)
  .action(main)
  .parseAsync();
