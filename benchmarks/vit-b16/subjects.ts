import { join, resolve } from "node:path";
import { ensure } from "../../environment/setup/ensure.cjs";
import { npmPackages } from "../../environment/setup/npm-packages.cjs";
import reference from "../../environment/setup/python-reference.cjs";
import type { Step } from "../../environment/setup/steps.cjs";
import { PromptcalError } from "../../src/errors/promptcal-error";
import { SubjectProcess } from "./subject-process";

const root = resolve(__dirname, "../..");

/** Where subjects compute; only subjects of one place are compared with each other. */
export const DEVICES = ["processor", "gpu"] as const;
export type Device = (typeof DEVICES)[number];

/** Who does the works, each by a process of its own; PyTorch, which the others are compared with, first. */
export const SUBJECTS_OF = {
  processor: ["pytorch", "native", "wasm", "transformers.js"],
  gpu: ["pytorch-gpu", "webgpu"],
} as const satisfies Record<Device, readonly string[]>;
export const SUBJECTS = [...SUBJECTS_OF.processor, ...SUBJECTS_OF.gpu];
export type Subject = (typeof SUBJECTS)[number];

/** Whether a subject can do a work at all. */
export function does(subject: Subject, work: string): boolean {
  return subject !== "transformers.js" || work === "image-encoding";
}

/** Backends of the subjects that are ours. */
const BACKEND_OF = { native: "tensorflow", wasm: "wasm", webgpu: "webgpu" } as const;
export type OwnSubject = keyof typeof BACKEND_OF;

/** Whether a subject is our code. */
export function isOwn(subject: Subject): subject is OwnSubject {
  return subject in BACKEND_OF;
}

/** PyTorch's names of the devices. */
const DEVICE_OF = { pytorch: "cpu", "pytorch-gpu": "cuda" } as const;

/**
 * Has a subject do a work for the first time.
 * @param world folder of the numbers that all subjects read
 * @returns its process, which waits for its turns; at its end it writes its answer down
 * @throws PromptcalError with the reason when it cannot
 */
export async function startSubject(
  subject: Subject,
  work: string,
  world: string,
): Promise<SubjectProcess> {
  if (subject === "transformers.js") await exportForOnnx(world);
  const answer = answerPath(subject, work, world);
  const [program, args] = await commandOf(subject, work, world, answer);
  const started = new SubjectProcess(program, args, root);
  await started.ready();
  return started;
}

/** Where the answer of a subject's process lies, of this or an earlier measurement on the same world. */
export function answerPath(subject: Subject, work: string, world: string): string {
  return join(world, `${work}-${subject}.json`);
}

async function commandOf(
  subject: Subject,
  work: string,
  world: string,
  answer: string,
): Promise<[program: string, args: string[]]> {
  if (subject === "pytorch" || subject === "pytorch-gpu") {
    const script = join(__dirname, "pytorch.py");
    return [await pythonReference(), [script, work, world, answer, DEVICE_OF[subject]]];
  }
  const node = (script: string, ...rest: string[]): [string, string[]] => [
    process.execPath,
    ["--import", "tsx", join(__dirname, script), ...rest],
  ];
  if (subject === "transformers.js") return node("transformers-js.ts", world, answer);
  return node("ours.ts", work, BACKEND_OF[subject], world, answer);
}

/** transformers.js reads ONNX files, which PyTorch writes. */
async function exportForOnnx(world: string): Promise<void> {
  const folder = "benchmarks/transformers-js";
  await provide(
    npmPackages({ name: "transformers.js", folder, cost: "it is not measured" }),
  );
  const script = join(__dirname, "export_onnx.py");
  await new SubjectProcess(await pythonReference(), [script, world], root).finish();
}

/** Installs what is missing. @throws PromptcalError when it cannot be had */
export async function provide(step: Step): Promise<void> {
  await ensure((line) => void process.stderr.write(`${line}\n`), [step]);
  const { ok, detail } = step.check();
  if (!ok) throw new PromptcalError(`${step.name}: ${detail}; to get it: ${step.fix}`);
}

/** Environment variable that names a Python which has PyTorch, open_clip and safetensors already. */
export const PYTHON_VARIABLE = "PROMPTCAL_PYTORCH";

/** Python with PyTorch: the one that was named, else one that is installed now. */
async function pythonReference(): Promise<string> {
  const named = process.env[PYTHON_VARIABLE];
  if (named !== undefined) return named;
  await provide(reference);
  return reference.python;
}
