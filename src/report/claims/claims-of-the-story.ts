import type { Method } from "../../analysis/methods";
import { publishedText } from "../../analysis/published";
import { secondLaboratoryText } from "../../analysis/second-laboratory";
import { type Claim, point } from "./claim";
import { above, atLeast, term } from "../../analysis/inequality";

/**
 * The paper's claims on CoOp and KgCoOp without DOR. Where the paper is open, we chose a reading: "about" in C6
 * and C20 means "nearer to zero-shot's than to CoOp's", and the tolerance of C5 is 1 point.
 */
export const claimsOfTheStory: readonly Claim[] = [
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
    otherwise:
      "Most likely the small model. KgCoOp becomes underconfident when accuracy rises and confidence stays: real CLIP " +
      "gains about eleven points of base accuracy by tuning, a model of this size two or three, and the gap cannot fall " +
      "by more than that. Notebook 03 shows how far it falls. Its final value also depends on the logit scale, which is the " +
      "same for all data sets.",
  },
  {
    id: "C4",
    sentence: "KgCoOp is worse calibrated than CoOp on base classes.",
    level: "must",
    statements: [
      above([term(1, "ece", "kgcoop", "base"), term(-1, "ece", "coop", "base")]),
    ],
    otherwise:
      "The small model and the recipe. The claim needs a CoOp that is calibrated on base classes. Here CoOp is overconfident " +
      "there too, because a small text tower memorises the 16 or fewer images of a class. C3 is the claim on KgCoOp alone.",
    elsewhere:
      `The claim needs a CoOp that is calibrated on base classes. The paper's is (ECE ${paperBaseEce("coop")} %, KgCoOp's ` +
      `${paperBaseEce("kgcoop")} %); the second laboratory's is not (${theirBaseEce("coop")} %, KgCoOp's ${theirBaseEce("kgcoop")} %).`,
  },
  {
    id: "C5",
    sentence:
      "KgCoOp keeps CLIP's calibration on new classes to within one point of ECE, and is better calibrated than CoOp there.",
    level: "must",
    statements: [
      atLeast(
        [term(1, "ece", "zeroshot", "new"), term(-1, "ece", "kgcoop", "new")],
        -point,
      ),
      above([term(1, "ece", "coop", "new"), term(-1, "ece", "kgcoop", "new")]),
    ],
    otherwise:
      "The paper's story depends on the second half. The first half concerns a single point, and with twelve data sets of a few " +
      "hundred images each, the intervals are about as wide.",
  },
  {
    id: "C6",
    sentence:
      "CoOp increases the divergence of the text features of new classes; KgCoOp leaves it about unchanged.",
    level: "must",
    statements: [
      above([term(1, "fd", "coop", "new"), term(-1, "fd", "zeroshot", "new")]),
      nearZeroShot("fd"),
    ],
  },
  {
    id: "C20",
    sentence:
      "CoOp widens the margin between the largest logit and the mean of the others on new classes; KgCoOp leaves it about unchanged (the paper: on DTD).",
    level: "weak",
    statements: [
      above([
        term(1, "margin_to_mean", "coop", "new"),
        term(-1, "margin_to_mean", "zeroshot", "new"),
      ]),
      nearZeroShot("margin_to_mean"),
    ],
    otherwise:
      "The paper shows one data set, of textures. Here the margin is averaged over all data sets, whose classes are objects.",
  },
  {
    id: "C20b",
    sentence:
      "The same holds for the margin to the runner-up instead of the mean of the others.",
    level: "weak",
    statements: [
      above([
        term(1, "margin_to_runner_up", "coop", "new"),
        term(-1, "margin_to_runner_up", "zeroshot", "new"),
      ]),
      nearZeroShot("margin_to_runner_up"),
    ],
    otherwise:
      "The sources available to us do not say which margin the paper means. When text features move apart, all other classes " +
      "recede from the predicted one. On new classes, where CoOp is often wrong, the runner-up stays close. Confidence rises " +
      "with the margin to the mean.",
  },
  {
    id: "C21",
    sentence:
      "No confidence exceeds the upper bound given by the distances of the text features.",
    level: "must",
    statements: (["zeroshot", "coop", "kgcoop", "coop+dor", "kgcoop+dor"] as const).map(
      (method) => atLeast([term(1, "within_bound", method, "both")], 1),
    ),
    otherwise: "The bound holds by arithmetic, so a failure would be a bug in the program.",
  },
];

function paperBaseEce(method: Method): string {
  return publishedText("ece", method, ["base"])!;
}

function theirBaseEce(method: Method): string {
  return secondLaboratoryText("ece", method, ["base"])!;
}

/** On new classes, KgCoOp's value is nearer to zero-shot's than to CoOp's. */
function nearZeroShot(quantity: "fd" | "margin_to_runner_up" | "margin_to_mean") {
  return above([
    term(0.5, quantity, "coop", "new"),
    term(0.5, quantity, "zeroshot", "new"),
    term(-1, quantity, "kgcoop", "new"),
  ]);
}
