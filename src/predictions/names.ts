/** Names of columns and arrays, in lower case, by which other tools write the same thing. */
export const NAMES = {
  label: [
    "label",
    "labels",
    "target",
    "targets",
    "y_true",
    "true_label",
    "true",
    "ground_truth",
    "gt",
    "class",
    "y",
  ],
  prediction: [
    "prediction",
    "predictions",
    "predicted",
    "pred",
    "preds",
    "predicted_label",
    "pred_label",
    "y_pred",
  ],
  confidence: ["confidence", "confidences", "conf", "max_prob", "max_probability"],
  correct: ["correct", "is_correct", "correctness", "hit"],
  logits: ["logits", "logit"],
  probabilities: ["probs", "prob", "probabilities", "probability", "softmax"],
  /** Numbers of rows, as pandas and R write them. */
  index: ["", "index", "unnamed: 0", "row", "rownames", "id"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A thing that a column or array may be. */
export type Role = keyof typeof NAMES;

/** Where the first of the role's names stands; undefined where none does. Case and spaces around do not count. */
export function positionOf(role: Role, names: readonly string[]): number | undefined {
  const plain = names.map((name) => name.trim().toLowerCase());
  const spellings: readonly string[] = NAMES[role];
  const found = spellings.find((name) => plain.includes(name));
  return found === undefined ? undefined : plain.indexOf(found);
}
