import { readFileSync } from "node:fs";
import * as v from "valibot";
import { PRECISIONS } from "../engine/native/native";
import { checked } from "../files/json/checked";
import { parseJson } from "../files/json/parse-json";
import { fields, finiteNumber, wholeNumber, type Infer } from "../files/json/schema";

const HISTORY_LINE = fields({
  step: wholeNumber(),
  seen: wholeNumber(),
  seconds: finiteNumber(0),
  /** Mean training loss since the line before, nats. */
  loss: finiteNumber(),
  /** Mean in-batch accuracy since the line before. */
  accuracy: finiteNumber(0, 1),
  scale: finiteNumber(0),
  rate: finiteNumber(0),
  imagesPerSecond: finiteNumber(0),
  /** Loss and in-batch accuracy on held-out drawings; only on some lines. */
  heldOutLoss: v.optional(finiteNumber()),
  heldOutAccuracy: v.optional(finiteNumber(0, 1)),
  /** Precision of the factors of products; older lines, without one, are in float32. */
  products: v.optional(v.picklist(PRECISIONS)),
});
/** One line of the training's history. */
export type HistoryLine = Infer<typeof HISTORY_LINE>;

/** Reads `history.jsonl`. @throws PromptcalError naming the line and the field that is wrong */
export function readPretrainingHistory(path: string): readonly HistoryLine[] {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.flatMap((line, index) => {
    if (line === "") return [];
    const where = `${path}, line ${index + 1}`;
    return [checked(HISTORY_LINE, parseJson(line, "history", where), "history", where)];
  });
}
