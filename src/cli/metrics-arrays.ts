import { readFileSync } from "node:fs";
import { openZip } from "../encoders/checkpoints/torch/zip-archive";
import { mismatch } from "../errors/promptcal-error";
import { parseNpy } from "../files/npy";
import { indexSafetensors } from "../files/safetensors";
import { parseSafetensorsHeader } from "../files/safetensors-header";
import { checkLabel, checkPredictions, type FilePredictions } from "./metrics-predictions";

/** A named array of any container. */
interface NamedArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Predictions from the arrays `logits` or `probs` (or `probabilities`) and `labels` of an NPZ file. */
export async function readPredictionsNpz(path: string): Promise<FilePredictions> {
  const entries = await openZip(readFileSync(path), path);
  const arrays = new Map<string, () => NamedArray>();
  for (const [name, entry] of entries) {
    if (name.endsWith(".npy"))
      arrays.set(name.slice(0, -4), () => parseNpy(entry.read(), `${path}, ${name}`));
  }
  return fromArrays(arrays, path);
}

/** Predictions from the tensors `logits` or `probs` (or `probabilities`) and `labels`. */
export function readPredictionsSafetensors(path: string): FilePredictions {
  const bytes = readFileSync(path);
  const { tensors } = indexSafetensors(bytes, path);
  const { entries, body } = parseSafetensorsHeader(bytes, path);
  const arrays = new Map<string, () => NamedArray>();
  for (const [name, { shape, read }] of tensors)
    arrays.set(name, () => ({ shape, data: read() }));
  for (const { name, dtype, shape, begin, end } of entries) {
    // PyTorch's labels are int64, which no model's weights are read as.
    if (dtype !== "I64") continue;
    const wide = () => new BigInt64Array(body.slice(begin, end).buffer);
    arrays.set(name, () => ({ shape, data: Float64Array.from(wide(), Number) }));
  }
  return fromArrays(arrays, path);
}

function fromArrays(
  arrays: ReadonlyMap<string, () => NamedArray>,
  path: string,
): FilePredictions {
  const found = ["logits", "probs", "probabilities"].filter((name) => arrays.has(name));
  if (found.length !== 1 || !arrays.has("labels")) {
    throw mismatch({
      what: "predictions",
      expected: "the arrays labels and one of logits, probs, probabilities",
      got: [...arrays.keys()].join(", ") || "none",
      where: path,
    });
  }
  const scores = arrays.get(found[0]!)!();
  const truth = arrays.get("labels")!();
  const [n = 0, classes = 0] = scores.shape;
  const fits =
    scores.shape.length === 2 &&
    n > 0 &&
    classes > 1 &&
    truth.shape.length === 1 &&
    truth.shape[0] === n;
  if (!fits) {
    throw mismatch({
      what: "predictions",
      expected: `${found[0]} of shape [n, c] and labels of shape [n], n at least 1, c at least 2`,
      got: `[${scores.shape.join(", ")}] and [${truth.shape.join(", ")}]`,
      where: path,
    });
  }
  const place = (row: number) => `${path}, row ${row + 1}`;
  // Checked before they become whole numbers: 1.5 is no label.
  for (let row = 0; row < n; row++) checkLabel(truth.data[row]!, classes, () => place(row));
  const predictions: FilePredictions = {
    kind: found[0] === "logits" ? "logits" : "probabilities",
    values: Float64Array.from(scores.data),
    labels: Int32Array.from(truth.data),
    classes,
  };
  checkPredictions(predictions, place);
  return predictions;
}
