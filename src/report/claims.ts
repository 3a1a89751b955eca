import { type Inequality, above, atLeast, term } from "./inequality";

/** A claim of the paper (arXiv 2410.02681) as inequalities that results can satisfy. */
export interface Claim {
  readonly id: string;
  /** The claim in words. */
  readonly sentence: string;
  /** `must`: the paper's story falls without it. `weak`: small in the paper, or easily lost in seeds. */
  readonly level: "must" | "weak";
  /** The claim holds when all of these do. */
  readonly statements: readonly Inequality[];
}

/** One percentage point, as results are fractions. */
const point = 0.01;

/**
 * The claims that the base-to-new experiment with CoOp and KgCoOp can judge. What the paper leaves
 * open is our reading: "about" in C6 is "nearer to zero-shot's than to CoOp's"; the allowances of
 * C5 (1 point) and C14 (0.5 points).
 */
export const claims: readonly Claim[] = [
  {
    id: "C1",
    sentence: "CoOp breaks the calibration of CLIP on new classes.",
    level: "must",
    statements: [
      above([term(1, "ece", "coop", "new"), term(-1, "ece", "zeroshot", "new")]),
    ],
  },
  {
    id: "C2",
    sentence: "CoOp is overconfident on new classes.",
    level: "must",
    statements: [above([term(1, "gap", "coop", "new")])],
  },
  {
    id: "C3",
    sentence: "KgCoOp is underconfident on base classes.",
    level: "must",
    statements: [above([term(-1, "gap", "kgcoop", "base")])],
  },
  {
    id: "C4",
    sentence: "KgCoOp is worse calibrated than CoOp on base classes.",
    level: "must",
    statements: [
      above([term(1, "ece", "kgcoop", "base"), term(-1, "ece", "coop", "base")]),
    ],
  },
  {
    id: "C5",
    sentence:
      "KgCoOp keeps CLIP's calibration on new classes, within a point, and beats CoOp there.",
    level: "must",
    statements: [
      atLeast(
        [term(1, "ece", "zeroshot", "new"), term(-1, "ece", "kgcoop", "new")],
        -point,
      ),
      above([term(1, "ece", "coop", "new"), term(-1, "ece", "kgcoop", "new")]),
    ],
  },
  {
    id: "C6",
    sentence:
      "CoOp drives the text features of new classes apart; KgCoOp leaves them about where they were.",
    level: "must",
    statements: [
      above([term(1, "fd", "coop", "new"), term(-1, "fd", "zeroshot", "new")]),
      above([
        term(0.5, "fd", "coop", "new"),
        term(0.5, "fd", "zeroshot", "new"),
        term(-1, "fd", "kgcoop", "new"),
      ]),
    ],
  },
  {
    id: "C7",
    sentence: "DOR reduces the divergence of CoOp's text features on new classes.",
    level: "must",
    statements: [above([term(1, "fd", "coop", "new"), term(-1, "fd", "coop+dor", "new")])],
  },
  {
    id: "C8",
    sentence: "DOR lowers the ECE of CoOp on new classes.",
    level: "must",
    statements: [lowerOnNew("coop")],
  },
  {
    id: "C8b",
    sentence: "DOR lowers the ECE of KgCoOp on new classes.",
    level: "weak",
    statements: [lowerOnNew("kgcoop")],
  },
  {
    id: "C9",
    sentence: "DOR lowers the mean of CoOp's ECE on base and on new classes.",
    level: "must",
    statements: [
      above([term(1, "ece", "coop", "both"), term(-1, "ece", "coop+dor", "both")]),
    ],
  },
  {
    id: "C10",
    sentence: "DOR lowers CoOp's ECE on base classes too.",
    level: "weak",
    statements: [
      above([term(1, "ece", "coop", "base"), term(-1, "ece", "coop+dor", "base")]),
    ],
  },
  {
    id: "C12",
    sentence: "DOR does not cost CoOp accuracy (harmonic mean of base and new).",
    level: "must",
    statements: [noLessAccurate("coop")],
  },
  {
    id: "C12b",
    sentence: "DOR does not cost KgCoOp accuracy (harmonic mean of base and new).",
    level: "weak",
    statements: [noLessAccurate("kgcoop")],
  },
  {
    id: "C14",
    sentence: "DOR costs CoOp at most half a point of base accuracy.",
    level: "must",
    statements: [
      atLeast(
        [term(1, "accuracy", "coop+dor", "base"), term(-1, "accuracy", "coop", "base")],
        -0.5 * point,
      ),
    ],
  },
];

function lowerOnNew(method: "coop" | "kgcoop"): Inequality {
  return above([term(1, "ece", method, "new"), term(-1, "ece", `${method}+dor`, "new")]);
}

function noLessAccurate(method: "coop" | "kgcoop"): Inequality {
  return atLeast([
    term(1, "accuracy", `${method}+dor`, "both"),
    term(-1, "accuracy", method, "both"),
  ]);
}
