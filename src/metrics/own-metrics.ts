import { mismatch } from "../errors/promptcal-error";
import { codeFilesOf } from "../files/code-files";
import { onNextNotebook } from "../progress/next-notebook";
import type { MetricDefinition } from "./definition/definition";

/** Environment variable with files of your own metrics, or folders of them, divided as PATH is. */
export const METRICS_VARIABLE = "PROMPTCAL_METRICS";

/** A user's metric and the file that it comes from; none for those that a notebook's cell adds. */
interface OwnMetric {
  readonly metric: MetricDefinition;
  readonly file?: string;
}

const added = new Map<string, OwnMetric>();
let loadedFrom: string | undefined;
onNextNotebook(() => {
  added.clear();
  loadedFrom = undefined;
});

/** A user's metrics, those of the files that `PROMPTCAL_METRICS` names too, in the order of addition. */
export function ownMetrics(builtIn: readonly string[]): readonly MetricDefinition[] {
  loadFiles(builtIn);
  return Array.from(added.values(), ({ metric }) => metric);
}

/**
 * Adds a user's metric; one with the same key takes its place, as when a notebook's cell runs again.
 * @param builtIn keys that are taken
 * @throws PromptcalError for a key that is not snake_case or is taken
 */
export function addMetric(
  metric: MetricDefinition,
  builtIn: readonly string[],
  file?: string,
): void {
  const { key } = metric;
  const isTaken = builtIn.includes(key);
  if (isTaken || !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key)) {
    throw mismatch({
      what: "key of a metric of your own",
      expected: isTaken
        ? "one that is not built in"
        : "lower-case words joined by _, for instance my_error",
      got: key,
      ...(file === undefined ? {} : { where: file }),
    });
  }
  added.set(key, { metric, ...(file === undefined ? {} : { file }) });
}

/** Loads the files of the variable, once for each of its values. */
function loadFiles(builtIn: readonly string[]): void {
  const value = process.env[METRICS_VARIABLE] ?? "";
  if (value === (loadedFrom ?? "")) return;
  loadedFrom = value;
  for (const [key, { file }] of added) if (file !== undefined) added.delete(key);
  for (const file of codeFilesOf(METRICS_VARIABLE)) {
    const metrics = Object.values(require(file) as object).filter(isMetric);
    if (metrics.length === 0) {
      throw mismatch({
        what: METRICS_VARIABLE,
        expected: "files that export a metric",
        got: "none in it",
        where: file,
        fix: "export what defineMetric returns",
      });
    }
    for (const metric of metrics) addMetric(metric, builtIn, file);
  }
}

function isMetric(value: unknown): value is MetricDefinition {
  if (typeof value !== "object" || value === null) return false;
  const { key, compute } = value as Partial<MetricDefinition>;
  return typeof key === "string" && typeof compute === "function";
}
