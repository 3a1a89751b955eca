import { join } from "node:path";
import { writeTorchCheckpoint } from "../../encoders/checkpoints/torch/write-torch";
import { eventError } from "../../errors/promptcal-error";
import { writeFileAtomic } from "../../files/atomic-file";
import { writeSafetensors } from "../../files/tensors/safetensors";
import { readParameters, type LearnedParameters } from "../run/parameters";
import { readPredictions } from "../run/predictions";
import { methodName } from "../spec/spec";
import { filesOf, readRun, storedRunIds, type RunResult } from "../store/store";
import { PARAMETERS_FILE } from "../store/store-paths";
import { promptCard } from "./prompt-card";
import { layoutOf, type PromptLayout } from "./prompt-layouts";
import { promptMetadata } from "./prompt-metadata";

/** The files of an export. */
export interface ExportedPrompts {
  readonly folder: string;
  /** The checkpoint in the reference trainer's form; undefined where no trainer's is known. */
  readonly checkpoint: string | undefined;
  readonly safetensors: string;
  readonly card: string;
}

/**
 * Writes what a run learned below a folder: a checkpoint as the reference trainer saves it, which its `load_model`
 * reads, the same as safetensors, and a card. The path tells data set, shots, trainer and seed, as the trainers'
 * scripts have it.
 * @param id of a run, or the beginning of one
 * @throws PromptcalError for a run that is not done, or that has nothing learned
 */
export async function exportPrompts(
  id: string,
  { store, out }: { readonly store: string; readonly out: string },
): Promise<ExportedPrompts> {
  const result = finishedRun(store, id);
  const { spec } = result;
  if (!filesOf(result).includes(PARAMETERS_FILE)) throw withoutParameters(result);
  const parameters = readParameters(store, result.id);
  const { base, new: novel } = readPredictions(store, result.id);
  const layout = layoutOf(spec.tuner);
  const trainer = layout?.trainer ?? methodName(spec);
  const folder = join(
    ...[out, spec.dataset, `shots_${spec.shots}`, trainer, result.id, `seed${spec.seed}`],
  );
  const checkpoint =
    layout === undefined
      ? undefined
      : await writeCheckpoint(folder, layout, parameters, epochOf(result));
  const safetensors = join(folder, "prompts.safetensors");
  writeSafetensors(safetensors, parameters, promptMetadata(spec, base.classNames));
  const card = join(folder, "README.md");
  writeFileAtomic(
    card,
    promptCard(result, { base: base.classNames, new: novel.classNames }),
  );
  return { folder, checkpoint, safetensors, card };
}

/** Dassl's folder of a model: the checkpoint of the last epoch, and a file that names it. */
async function writeCheckpoint(
  folder: string,
  { model, wholeModel }: PromptLayout,
  parameters: LearnedParameters,
  epoch: number,
): Promise<string> {
  const own = Object.entries(parameters).map(([name, values]) => [
    wholeModel ? name : name.replace(/^prompt_learner\./, ""),
    values,
  ]);
  const name = `model.pth.tar-${epoch}`;
  const path = join(folder, model, name);
  await writeTorchCheckpoint(path, Object.fromEntries(own) as LearnedParameters, {
    ...{ epoch, optimizer: null, scheduler: null, val_result: null },
  });
  writeFileAtomic(join(folder, model, "checkpoint"), `${name}\n`);
  return path;
}

function finishedRun(store: string, id: string): RunResult {
  const ids = storedRunIds(store).filter((one) => one.startsWith(id));
  if (ids.length !== 1) {
    const found = ids.length === 0 ? "no run" : `${ids.length} runs`;
    throw eventError(
      `${store} has ${found} whose id begins with ${id}`,
      "name one by more of its id; promptcal run and promptcal sweep status print ids",
    );
  }
  const run = readRun(store, ids[0]!);
  if (run.state === "done") return run.result;
  throw eventError(`run ${ids[0]!} is ${run.state}`, "compute it first");
}

function epochOf({ spec, provenance }: RunResult): number {
  return provenance.imported?.epoch ?? Number(spec.recipe["epochs"] ?? 0);
}

function withoutParameters({ id, spec }: RunResult): Error {
  return eventError(
    `run ${id} (${methodName(spec)}) has no learned prompts: its method learns none, or it was computed before they were kept`,
    "name another run, or compute this one again in another store with --store",
  );
}
