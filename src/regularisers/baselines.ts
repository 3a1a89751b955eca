import { tf } from "../engine/tf";
import { anchorLoss } from "../methods/text/anchor-loss";
import {
  marginLoss,
  marginSmoothing,
  momentLoss,
  rangePenalty,
  rescaled,
} from "./calibration-losses";
import type { OptionReader } from "../methods/options";
import type { ImageKind, Regulariser, Term, TunerSetting } from "../methods/tuner";
import {
  zeroShotReference,
  type ZeroShotReference,
} from "../methods/heads/zero-shot-logits";

type TermMaker = (
  reference: ZeroShotReference,
  options: OptionReader,
  sees: () => ImageKind,
) => Term;

const TERMS = {
  /** KgCoOp's own term on any method. */
  anchor: ({ text }, options) => {
    const weight = options.number("anchor.weight");
    return {
      kind: "classes",
      name: "anchor",
      loss: (step) => tf.mul(anchorLoss(step.text, text), weight),
    };
  },
  /** Margin mean and variance, and matching of the text features' moments (TCPT). */
  tcpt: ({ text }, options) => {
    const weights = {
      margin: options.number("tcpt.margin"),
      variance: options.number("tcpt.variance"),
    };
    const moments = options.number("tcpt.moments");
    return {
      kind: "classes",
      name: "tcpt",
      loss: (step, { labels }) =>
        tf.add(
          marginLoss(step.logits, labels, weights),
          tf.mul(momentLoss(step.text, text), moments),
        ),
    };
  },
  mbls: (_, options) => {
    const [weight, margin] = [options.number("mbls.weight"), options.number("mbls.margin")];
    return {
      kind: "classes",
      name: "mbls",
      loss: (step) => tf.mul(marginSmoothing(step.logits, margin), weight),
    };
  },
  range: (reference, options, sees) => {
    const weight = options.number("range.weight");
    return {
      kind: "classes",
      name: "range",
      loss: (step, batch) =>
        tf.mul(rangePenalty(step.logits, reference.logits(batch, sees())), weight),
    };
  },
  rescale: (reference, _, sees) => ({
    kind: "logits",
    name: "rescale",
    map: (logits, batch) => rescaled(logits, reference.logits(batch, sees())),
  }),
} as const satisfies Readonly<Record<string, TermMaker>>;

/** Regularisers that DOR is compared with. */
export type RivalName = keyof typeof TERMS;
export const RIVALS = Object.keys(TERMS) as readonly RivalName[];

/** A rival, whose term is the same in every step. */
export interface Rival extends Regulariser {
  draw(): Term;
}

/** Makes a rival of DOR; it composes with any method that is trained. */
export function rival(
  name: RivalName,
  setting: TunerSetting,
  options: OptionReader,
): Rival {
  const reference = zeroShotReference(setting);
  let sees: ImageKind = "features";
  const term: Term = TERMS[name](reference, options, () => sees);
  return {
    name,
    prepare: (tuner) => {
      sees = tuner.sees;
    },
    draw: () => term,
    dispose: reference.dispose,
  };
}
