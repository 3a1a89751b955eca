import { hostname } from "node:os";
import { join } from "node:path";
import { splitBaseNew } from "../../../datasets/base-new";
import { PromptcalError } from "../../../errors/promptcal-error";
import { loadedDataset } from "../../suites/loaded-suite";
import type { SuiteLookup } from "../../suites/suite-lookup";
import { methodName, type RunSpec } from "../../spec/spec";
import { forkProcess } from "../launchers/worker-process";
import { requestedBackend } from "../../../engine/backend";
import type { MeasuredTuning } from "./measure-method";
import { keepMeasurements, type MeasuredMethod, type Measurements } from "./measurements";
import { sizeKey, type RunSizes } from "./run-size";

/** A request to a measuring process: a method, or without `on` the frozen towers. */
export interface MeasureRequest {
  readonly spec: RunSpec;
  readonly on?: MeasuredTuning;
}

export interface MeasureAnswer {
  readonly method?: MeasuredMethod;
  readonly encoding?: Measurements["encoding"];
  /** Why nothing could be measured. */
  readonly failed?: string;
}

export interface MeasureOptions {
  readonly onMethod?: (method: string, index: number, count: number) => void;
  readonly onNote?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Classes of a method's measurements, and steps of each; its data set with the most classes comes last. Time and memory
 * between are on the lines through these. Memory must be measured at the most classes: a step that needs too much for
 * one pass is computed in portions, so that few classes do not tell it.
 */
const CLASSES = [4, 16] as const;
const STEPS = { few: 3, most: 2 };

/**
 * Measures a few steps of each method of a plan, each in a process of its own, at few, at more and at the most classes,
 * and keeps what was found for later forecasts on this machine.
 * @throws the signal's reason when interrupted
 */
export async function measurePlan(
  specs: readonly RunSpec[],
  sizes: RunSizes,
  suiteOf: SuiteLookup,
  { onMethod, onNote, signal }: MeasureOptions = {},
): Promise<readonly Measurements[]> {
  const classesOf = (spec: RunSpec): number => sizes.get(sizeKey(spec))!.base.classes;
  const found: Measurements[] = [];
  for (const weightsHash of new Set(specs.map((spec) => spec.weightsHash))) {
    const own = specs.filter((spec) => spec.weightsHash === weightsHash);
    const methods = [...new Map(own.map((spec) => [methodName(spec), spec])).keys()];
    const classNames = await mostClasses(own, classesOf, suiteOf);
    const { encoding, failed } = await ask({ spec: own[0]! }, signal);
    if (encoding === undefined) throw new PromptcalError(`nothing was measured: ${failed}`);
    const measured: Record<string, MeasuredMethod[]> = {};
    for (const [index, name] of methods.entries()) {
      onMethod?.(name, index, methods.length);
      const mine = own.filter((other) => methodName(other) === name);
      const most = Math.max(...mine.map(classesOf));
      for (const count of measuredClasses(most)) {
        const steps = count > CLASSES.at(-1)! ? STEPS.most : STEPS.few;
        const on = { classNames: classNames.slice(0, count), steps };
        const answer = await ask({ spec: mine[0]!, on }, signal);
        if (answer.method === undefined) onNote?.(`${name}: ${answer.failed}`);
        else (measured[name] ??= []).push(answer.method);
      }
    }
    const classes = Object.fromEntries(own.map((spec) => [spec.dataHash, classesOf(spec)]));
    found.push(
      keepMeasurements({
        ...{ weightsHash, backend: requestedBackend(), machine: hostname() },
        ...{ classes, encoding, methods: measured },
      }),
    );
  }
  return found;
}

/** Numbers of classes to measure a method at, of which its largest data set has `most`. */
export function measuredClasses(most: number): readonly number[] {
  return [...new Set([...CLASSES, most].map((count) => Math.min(count, most)))];
}

/** Base classes of the data set that has most of them. */
async function mostClasses(
  specs: readonly RunSpec[],
  classesOf: (spec: RunSpec) => number,
  suiteOf: SuiteLookup,
): Promise<readonly string[]> {
  const largest = specs.reduce((a, b) => (classesOf(b) > classesOf(a) ? b : a));
  const { dataset } = await loadedDataset(suiteOf(largest.suite), largest.dataset);
  return splitBaseNew(dataset).base.classNames;
}

/** Asks one process, which ends afterwards; one that dies has failed. */
function ask(request: MeasureRequest, signal?: AbortSignal): Promise<MeasureAnswer> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = forkProcess(join(__dirname, "measure-worker.ts"));
    const stop = (): void => {
      child.kill("SIGKILL");
      reject(signal!.reason as Error);
    };
    signal?.addEventListener("abort", stop);
    let answer: MeasureAnswer | undefined;
    child.on("message", (message: MeasureAnswer) => (answer = message));
    child.on("exit", (code, by) => {
      signal?.removeEventListener("abort", stop);
      resolve(answer ?? { failed: `the process ended with ${by ?? `exit code ${code}`}` });
    });
    child.send(request);
  });
}
