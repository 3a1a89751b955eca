import numbers from "./published-numbers.json";
import type { Method } from "./judged-run";
import type { Quantity, Split } from "./lookup";
import type { Inequality } from "./inequality";

/**
 * A number of arXiv 2410.02681 (CLIP ViT-B/16, mean of 11 data sets, mean of 3 runs). The body of
 * the paper could not be read here: all are second-hand, and `source` says from where.
 */
export interface PublishedNumber {
  readonly quantity: Quantity;
  readonly method: Method;
  readonly split: Split;
  readonly percent: number;
  readonly table: string;
  readonly source: string;
  /** `high`: two sources that agree, or a direct quote of the table; `medium`: one source. */
  readonly confidence: "high" | "medium";
}

export const publishedNumbers = numbers as readonly PublishedNumber[];

/** What a claim's inequality amounts to with the paper's own numbers. */
export interface PublishedEffect {
  /** Left side of the inequality in percentage points. */
  readonly points: number;
  /** The lowest of its numbers' confidences. */
  readonly confidence: "high" | "medium";
  readonly numbers: readonly PublishedNumber[];
}

/** The left side from published numbers; undefined when one of them was not found. */
export function publishedEffect({
  terms,
}: Pick<Inequality, "terms">): PublishedEffect | undefined {
  let points = 0;
  const used: PublishedNumber[] = [];
  for (const { factor, quantity, method, split } of terms) {
    const found = find(quantity, method, split);
    if (found === undefined) return undefined;
    points +=
      (factor * found.reduce((sum, { percent }) => sum + percent, 0)) / found.length;
    used.push(...found);
  }
  const sure = used.every(({ confidence }) => confidence === "high");
  return { points, confidence: sure ? "high" : "medium", numbers: used };
}

/** The number, or for an error on `both` splits the two numbers whose mean it is. */
function find(
  quantity: Quantity,
  method: Method,
  split: Split,
): readonly PublishedNumber[] | undefined {
  const splits: readonly Split[] =
    split === "both" && quantity !== "accuracy" ? ["base", "new"] : [split];
  const found = splits.map((wanted) =>
    publishedNumbers.find(
      (number) =>
        number.quantity === quantity && number.method === method && number.split === wanted,
    ),
  );
  return found.every((number) => number !== undefined)
    ? (found as readonly PublishedNumber[])
    : undefined;
}
