import type { Command } from "commander";
import { resolveSpec } from "../experiments/spec/resolve";
import { executeRun } from "../experiments/run/run";
import { describeSpec, runId, type RunSpec } from "../experiments/spec/spec";
import { DEFAULT_SUITE } from "../experiments/suites/default-suite";
import { suiteNamed } from "../experiments/suites/suite";
import { defaultStore, runFolder } from "../experiments/store/store-paths";
import type { Setting } from "../experiments/spec/options";
import { memoryWarning } from "../experiments/sweep/launchers/pool-size";
import { eventError, mismatch } from "../errors/promptcal-error";
import { tunerNamed } from "../methods/registry";
import { decidedContext } from "../methods/text/start-words";
import { addSetting, wholeNumber } from "./arguments";
import { interruptSignal } from "./terminal/interrupt";
import { jsonOption, runJson, writeJson } from "./terminal/json-output";
import { ProgressLine } from "./terminal/progress-line";
import { phaseText } from "./terminal/phase-text";
import { methodList, tunerHelp } from "./method-help";
import { metricsTable } from "./metrics-table";
import { pointToSettings } from "./slips";
import { badImagesOption } from "./sweep/sweep-options";
import { timeLeft } from "./terminal/time-left";

interface RunArguments {
  readonly suite: string;
  readonly dataset: string;
  readonly tuner?: string;
  readonly dor: boolean;
  readonly skipBadImages: boolean;
  readonly regulariser: string;
  readonly seed: number;
  readonly set: readonly Setting[];
  readonly store: string;
  readonly json: boolean;
}

/** `promptcal run`: computes one run, or shows it where it is done already. */
export function addRun(command: Command): void {
  pointToSettings(command);
  jsonOption(badImagesOption(command))
    .requiredOption("--dataset <name>", "data set of the suite")
    .argument("[tuner]", "tuning method, listed below (or --tuner)")
    .option("--tuner <name>", "tuning method, listed below")
    .option("--suite <name>", "suite", DEFAULT_SUITE)
    .option("--dor", "compose the tuner with dynamic outlier regularisation", false)
    .option("--regulariser <name>", "regulariser, listed below", "none")
    .option("--seed <n>", "random seed of the shots and the training", wholeNumber(0), 1)
    .option("--set <name=value>", "override an option of the recipe", addSetting, [])
    .option("--store <folder>", "folder of the runs (or PROMPTCAL_STORE)", defaultStore())
    .addHelpText("after", ({ command: { args } }) => {
      const name = args.find((argument) => !argument.startsWith("-"));
      return name === undefined ? methodList() : tunerHelp(name);
    })
    .action(run);
}

async function run(named: string | undefined, given: RunArguments): Promise<void> {
  const signal = interruptSignal({ endsUnheard: true });
  const suite = suiteNamed(given.suite);
  const progress = new ProgressLine();
  const left = timeLeft();
  const show = phaseText((text) => progress.update(`${given.dataset}: ${text}`));
  const spec = await resolveSpec(
    {
      ...given,
      suite,
      tuner: tunerOf(named, given.tuner),
      regulariser: given.dor ? "dor" : given.regulariser,
      settings: given.set,
    },
    {
      signal,
      onProgress: (done, total) => show({ phase: "reading images", done, total }),
    },
  );
  tellDecidedContext(spec, given.set);
  const warning = memoryWarning([spec]);
  if (warning !== undefined) progress.note(warning);
  const name = describeSpec(spec);
  const outcome = await executeRun(spec, {
    suite,
    store: given.store,
    skipBadImages: given.skipBadImages,
    signal,
    onEpoch: (epoch, epochs) =>
      progress.update(`${name}: epoch ${epoch}/${epochs}${left(epoch, epochs)}`),
    onProgress: phaseText((text) => progress.update(`${name}: ${text}`)),
    onNote: (text) => progress.note(text),
  });
  progress.end();
  if (outcome.state === "taken") {
    const { host, pid } = outcome.owner;
    throw eventError(
      `run ${runId(spec)} is already being computed by process ${pid} on ${host}`,
      "wait for it and repeat the command, or end that process",
    );
  }
  const { result, computed } = outcome;
  const badImages = result.badImages?.length ?? 0;
  if (given.json) {
    return writeJson({ ...runJson(result, given.store), computed, badImages });
  }
  const how = computed
    ? `computed in ${result.provenance.seconds.toFixed(1)} s`
    : `was done already (${result.provenance.finished})`;
  process.stdout.write(`${name}: run ${result.id} ${how}\n${metricsTable(result.metrics)}`);
  if (badImages > 0)
    process.stdout.write(`${badImages} undecodable images were left out\n`);
  process.stdout.write(`${runFolder(given.store, result.id)}\n`);
}

/** The tuner, which the command names once. */
function tunerOf(argument: string | undefined, option: string | undefined): string {
  const name = argument ?? option;
  if (name !== undefined && (option === undefined || option === name)) return name;
  throw mismatch({
    what: "run",
    expected: "one tuner",
    got: name === undefined ? "none" : `${argument} and --tuner ${option}`,
    fix: "list them with: npx promptcal run --help",
  });
}

/** Says that words decided the number of context tokens, where another number was asked for. */
function tellDecidedContext(
  { tuner, recipe }: RunSpec,
  settings: readonly Setting[],
): void {
  const decided = decidedContext(tunerNamed(tuner).options, recipe);
  const requested = settings.filter(({ name }) => name === "n_ctx").at(-1)?.text;
  if (
    decided === undefined ||
    requested === undefined ||
    Number(requested) === decided.tokens
  )
    return;
  const { words, tokens } = decided;
  process.stderr.write(
    `n_ctx: ${tokens} tokens, not ${requested}: the words "${words}" of ctx_init decide\n`,
  );
}
