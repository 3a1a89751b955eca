import type { Quantity } from "../../analysis/lookup";
import type { PaperColumn } from "./paper-table";

/** Heading, direction and print of a quantity's columns. */
export type Head = Pick<PaperColumn, "group" | "better" | "signed" | "scale" | "digits">;

const percent = { signed: false, scale: 100, digits: 1 } as const;
const logits = { better: "neither", signed: false, scale: 1, digits: 2 } as const;

/** How quantities are headed, and which end is better. */
const HEADS: Readonly<Partial<Record<Quantity, Head>>> = {
  accuracy: { group: "accuracy", better: "higher", ...percent },
  ece: { group: "ECE", better: "lower", ...percent },
  // In the ECE's group, beside it, and never ranked: no method is to blame for it.
  eceFloor: { group: "ECE", better: "neither", ...percent },
  debiasedEce: { group: "debiased ECE", better: "lower", ...percent },
  ace: { group: "ACE", better: "lower", ...percent },
  mce: { group: "MCE", better: "lower", ...percent },
  piece: { group: "PIECE", better: "lower", ...percent },
  gap: { group: "gap", better: "neither", ...percent, signed: true },
  fd: { group: "FD", better: "neither", signed: false, scale: 1, digits: 3 },
  marginToMean: { group: "margin to mean", ...logits },
  marginToRunnerUp: { group: "margin to runner-up", ...logits },
};

/** The heading of a quantity; a quantity of a user's own is headed by its name, with three decimals. */
export function headOf(quantity: Quantity): Head {
  return HEADS[quantity] ?? { ...logits, group: quantity, digits: 3 };
}
