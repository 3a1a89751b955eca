import {
  MIN_SPREAD_DATASETS,
  spreadCorrelation,
  spreadDifference,
  type ResampleOptions,
  type SpreadCorrelation,
} from "./spread-correlation";
import type { SpreadPoint, SpreadQuantity } from "./spread-points";

/** The two schools: prompts that are tuned on test images, and prompts that are tuned on base classes. */
export type School = "test time" | "training";

/** A statement of one of the schools, as a sign of a number. */
export interface SpreadStatement {
  readonly school: School;
  readonly statement: string;
  /** What is computed, for people. */
  readonly quantity: string;
  /** Whether the number must be above or below 0. */
  readonly expected: "above 0" | "below 0";
  /** Factor for people: 100 for percentage points. */
  readonly scale: 1 | 100;
  compute(
    points: readonly SpreadPoint[],
    options: ResampleOptions,
  ): SpreadCorrelation | undefined;
}

/** A statement with its number and its verdict. */
export interface SpreadVerdict extends SpreadStatement {
  readonly found: SpreadCorrelation | undefined;
  readonly verdict: "holds" | "fails" | "undecided" | "too few data sets" | "no runs";
}

const onNew = (points: readonly SpreadPoint[]) =>
  points.filter(({ classSet }) => classSet === "new");
const trained = (points: readonly SpreadPoint[]) => points.filter(({ atTest }) => !atTest);
const atTest = (points: readonly SpreadPoint[]) => points.filter((point) => point.atTest);

/** A difference of two methods on new classes, mean of data sets. */
function difference(
  quantity: SpreadQuantity,
  method: string,
  minus?: string,
): SpreadStatement["compute"] {
  return (points, options) =>
    spreadDifference(onNew(points), quantity, method, minus, options);
}

/** The regularisers of test-time tuning, with the names of their papers. */
const TEST_TIME = [
  ["dispersion", "C-TPT"],
  ["orthogonal", "O-TPT"],
  ["huber", "SoC"],
  ["angle", "A-TPT"],
] as const;

/** What the schools say, on new classes: no method at test time has seen a label, so both class sets are alike there. */
export const SPREAD_STATEMENTS: readonly SpreadStatement[] = [
  {
    school: "training",
    statement: "CoOp spreads the text features of new classes",
    quantity: "FD, CoOp − zero-shot",
    ...{ expected: "above 0", scale: 1, compute: difference("fd", "coop") },
  },
  {
    school: "training",
    statement: "Methods that spread them more are more overconfident",
    quantity: "correlation of the changes of gap and FD, methods with training",
    ...{ expected: "above 0", scale: 1 },
    compute: (points, options) =>
      spreadCorrelation(trained(onNew(points)), { x: "fd", y: "gap" }, options),
  },
  {
    school: "training",
    statement: "They are so at the same accuracy too",
    quantity: "the same, given the change of accuracy",
    ...{ expected: "above 0", scale: 1 },
    compute: (points, options) =>
      spreadCorrelation(
        trained(onNew(points)),
        { x: "fd", y: "gap", given: "accuracy" },
        options,
      ),
  },
  {
    school: "training",
    statement: "Less spread calibrates: DOR lowers the ECE of CoOp",
    quantity: "ECE, CoOp+DOR − CoOp (points)",
    ...{ expected: "below 0", scale: 100, compute: difference("ece", "coop+dor", "coop") },
  },
  {
    school: "test time",
    statement: "TPT makes CLIP overconfident",
    quantity: "gap, TPT − zero-shot (points)",
    ...{ expected: "above 0", scale: 100, compute: difference("gap", "tpt") },
  },
  ...TEST_TIME.map(([regulariser, name]): SpreadStatement => ({
    school: "test time",
    statement: `More spread calibrates: ${name} lowers the ECE of TPT`,
    quantity: `ECE, ${name} − TPT (points)`,
    ...{ expected: "below 0", scale: 100 },
    compute: difference("ece", `tpt+${regulariser}`, "tpt"),
  })),
  {
    school: "test time",
    statement:
      "Of test-time methods of the same accuracy, those that spread more have a lower ECE",
    quantity:
      "correlation of the changes of ECE and centroid spread, given that of accuracy",
    ...{ expected: "below 0", scale: 1 },
    compute: (points, options) =>
      spreadCorrelation(
        atTest(onNew(points)),
        { x: "centroid_spread", y: "ece", given: "accuracy" },
        options,
      ),
  },
  {
    school: "test time",
    statement: "The same holds of methods with training",
    quantity: "the same, methods with training",
    ...{ expected: "below 0", scale: 1 },
    compute: (points, options) =>
      spreadCorrelation(
        trained(onNew(points)),
        { x: "centroid_spread", y: "ece", given: "accuracy" },
        options,
      ),
  },
];

/** Each statement with its number: it holds, or fails, where the interval of four data sets or more lies on one side of 0. */
export function spreadVerdicts(
  points: readonly SpreadPoint[],
  options: ResampleOptions = {},
): readonly SpreadVerdict[] {
  return SPREAD_STATEMENTS.map((statement) => {
    const found = statement.compute(points, options);
    return { ...statement, found, verdict: verdictOf(statement, found) };
  });
}

function verdictOf(
  { expected }: SpreadStatement,
  found: SpreadCorrelation | undefined,
): SpreadVerdict["verdict"] {
  if (found === undefined) return "no runs";
  if (found.datasets < MIN_SPREAD_DATASETS) return "too few data sets";
  if (found.low <= 0 && found.high >= 0) return "undecided";
  return found.low > 0 === (expected === "above 0") ? "holds" : "fails";
}
