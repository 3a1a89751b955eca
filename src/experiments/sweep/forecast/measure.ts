import { hostname } from "node:os";
import { join } from "node:path";
import { splitBaseNew } from "../../../datasets/base-new";
import { PromptcalError } from "../../../errors/promptcal-error";
import { loadedDataset } from "../../suites/loaded-suite";
import type { SuiteLookup } from "../../suites/suite-lookup";
import { methodName, type RunSpec } from "../../spec/spec";
import { forkProcess } from "../launchers/worker-process";
import { requestedBackend } from "../../../engine/backend";
import { keepMeasurements, type MeasuredMethod, type Measurements } from "./measurements";
import { sizeKey, type RunSizes } from "./run-size";

/** A request to a measuring process: a method on some classes, or without classes the frozen towers. */
export interface MeasureRequest {
  readonly spec: RunSpec;
  readonly classNames?: readonly string[];
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

/** Classes of the two measurements at most: what more classes take is on the line through these. */
const CLASSES = [4, 16] as const;

/**
 * Measures a few steps of each method of a plan, each in a process of its own, at few and at more classes, and keeps
 * what was found for later forecasts on this machine.
 * @throws the signal's reason when interrupted
 */
export async function measurePlan(
  specs: readonly RunSpec[],
  sizes: RunSizes,
  suiteOf: SuiteLookup,
  { onMethod, onNote, signal }: MeasureOptions = {},
): Promise<readonly Measurements[]> {
  const found: Measurements[] = [];
  for (const weightsHash of new Set(specs.map((spec) => spec.weightsHash))) {
    const own = specs.filter((spec) => spec.weightsHash === weightsHash);
    const methods = [...new Map(own.map((spec) => [methodName(spec), spec])).keys()];
    const classNames = await mostClasses(own, sizes, suiteOf);
    const { encoding, failed } = await ask({ spec: own[0]! }, signal);
    if (encoding === undefined) throw new PromptcalError(`nothing was measured: ${failed}`);
    const measured: Record<string, MeasuredMethod[]> = {};
    for (const [index, name] of methods.entries()) {
      onMethod?.(name, index, methods.length);
      const spec = own.find((other) => methodName(other) === name)!;
      for (const count of CLASSES) {
        if (count > classNames.length && count !== CLASSES[0]) continue;
        const answer = await ask({ spec, classNames: classNames.slice(0, count) }, signal);
        if (answer.method === undefined) onNote?.(`${name}: ${answer.failed}`);
        else (measured[name] ??= []).push(answer.method);
      }
    }
    const classes = Object.fromEntries(
      own.map((spec) => [spec.dataHash, sizes.get(sizeKey(spec))!.base.classes]),
    );
    found.push(
      keepMeasurements({
        ...{ weightsHash, backend: requestedBackend(), machine: hostname() },
        ...{ classes, encoding, methods: measured },
      }),
    );
  }
  return found;
}

/** Base classes of the data set that has most of them. */
async function mostClasses(
  specs: readonly RunSpec[],
  sizes: RunSizes,
  suiteOf: SuiteLookup,
): Promise<readonly string[]> {
  const classes = (spec: RunSpec): number => sizes.get(sizeKey(spec))!.base.classes;
  const largest = specs.reduce((a, b) => (classes(b) > classes(a) ? b : a));
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
