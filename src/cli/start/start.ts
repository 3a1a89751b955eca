import type { Command } from "commander";
import { join } from "node:path";
import { setupRows } from "../doctor/setup-rows";
import { DEFAULT_SUITE } from "../../experiments/suites/default-suite";
import { projectRoot } from "../../files/project-root";
import { FROM_NOTHING } from "../../experiments/store/shipped-runs";
import { defaultStore } from "../../experiments/store/store-paths";
import { canExecuteNotebooks } from "../../notebook/files/execute";
import { oneOf } from "../../errors/promptcal-error";
import { figuresFolder } from "../../report/rendering/save-figure";
import { wholeNumber } from "../arguments";
import { interruptSignal } from "../terminal/interrupt";
import { jsonOption, linesBesideJson, writeJson } from "../terminal/json-output";
import { notebooksFolder } from "./run-notebooks";
import { shownPath, startPlan } from "./start-plan";

/** The two plans, and where their notebooks and figures go: only the whole one makes the committed ones. */
const PLANS = {
  short: {
    notebooks: join(projectRoot, "short"),
    figures: join(projectRoot, "short", "figures"),
    takesShipped: false,
  },
  paper: { notebooks: notebooksFolder, figures: figuresFolder, takesShipped: true },
} as const;
const PLAN_NAMES = Object.keys(PLANS) as readonly (keyof typeof PLANS)[];

interface StartArguments {
  readonly plan: string;
  readonly stored: boolean;
  readonly fromNothing: boolean;
  readonly jobs?: number;
  readonly json: boolean;
}

/** `promptcal start`, which `npm start` and `npm run paper` end in: runs, notebooks, claims, summary. */
export function addStart(command: Command): void {
  jsonOption(command)
    .option(
      "--plan <name>",
      "short (results go to short/) or paper (results replace the committed ones)",
      "short",
    )
    .option("--jobs <n>", "worker processes; one per core by default", wholeNumber(1))
    .option("--stored", "compute no run: show what the store has of the plan", false)
    .option(
      "--from-nothing",
      "tune every run that the store lacks, also those that come with promptcal; short always does",
      false,
    )
    .action(async ({ plan, stored, fromNothing, jobs, json }: StartArguments) => {
      const say = linesBesideJson(json);
      const name = oneOf(plan, PLAN_NAMES, "plan");
      const signal = interruptSignal();
      for (const { name: part, detail, cost, fix, state } of setupRows()) {
        if (state === "missing") {
          say(`missing: ${part} (${detail}); without it: ${cost}; fix: ${fix}`);
        }
      }
      say(
        `data: checking the ${DEFAULT_SUITE} suite's; the first time it is rendered (minutes)`,
      );
      const executes = canExecuteNotebooks();
      if (!executes) {
        say("notebooks: not executed, the Python packages are missing (see above)");
      }
      const { notebooks, figures, takesShipped } = PLANS[name];
      // For workers and kernels, too.
      if (fromNothing || !takesShipped) process.env[FROM_NOTHING] = "1";
      const store = defaultStore();
      const outcome = await startPlan(
        {
          ...{ plan: name, suite: DEFAULT_SUITE, store },
          ...{ figures, stored, jobs, say },
          notebooks: executes ? notebooks : undefined,
        },
        signal,
      );
      if (json) {
        const claims = join(figures, "claims.json");
        const written = { figures, claims, ...(executes ? { notebooks } : {}) };
        return writeJson({ plan: name, store, ...outcome, ...written });
      }
      say(
        `Next: npm run lab opens JupyterLab; the executed notebooks are in ${shownPath(notebooks)}`,
      );
    });
}
