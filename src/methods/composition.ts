import { mismatch } from "../errors/promptcal-error";
import { REGULARISERS, TUNERS, type RegulariserName, type TunerName } from "./recipes";

/** Methods that train nothing, and so have no loss to add to. */
const UNTRAINED: readonly TunerName[] = ["zeroshot", "tip-adapter"];

/** Methods whose text features of arbitrary names tuning changes. */
const TUNED_NAMES: readonly TunerName[] = [
  "coop",
  "kgcoop",
  "cocoop",
  "prograd",
  "proda",
  "dept",
  "tcp",
  "maple",
  "ivlp",
  "promptsrc",
  "coprompt",
];

/** Methods whose image features tuning changes. */
const TUNED_IMAGES: readonly TunerName[] = [
  "vpt",
  "clip-adapter",
  "maple",
  "ivlp",
  "promptsrc",
  "coprompt",
];

interface Target {
  /** What a regulariser acts on, for its error. */
  readonly what: string;
  /** Methods that tune it. */
  readonly tuners: readonly TunerName[];
}

const NAMES: Target = { what: "text features of any name", tuners: TUNED_NAMES };
const CLASSES: Target = {
  what: "text features of the classes",
  tuners: [...TUNED_NAMES, "taskres"],
};
const IMAGES: Target = { what: "image features", tuners: TUNED_IMAGES };
const LOGITS: Target = {
  what: "logits in training",
  tuners: TUNERS.filter((tuner) => !UNTRAINED.includes(tuner)),
};

const ACTS_ON: Readonly<Record<RegulariserName, Target>> = {
  none: { what: "nothing", tuners: TUNERS },
  dor: NAMES,
  "dor-image": IMAGES,
  anchor: CLASSES,
  tcpt: LOGITS,
  mbls: LOGITS,
  range: LOGITS,
  rescale: LOGITS,
};

/** Whether a regulariser acts on what a tuner tunes. */
export function composes(tuner: TunerName, regulariser: RegulariserName): boolean {
  return ACTS_ON[regulariser].tuners.includes(tuner);
}

/** @throws PromptcalError saying why a regulariser does not act on a tuner, with those that do */
export function checkComposes(tuner: TunerName, regulariser: RegulariserName): void {
  if (composes(tuner, regulariser)) return;
  throw mismatch({
    what: `regulariser of ${tuner}`,
    expected: `one of ${REGULARISERS.filter((name) => composes(tuner, name)).join(", ")}`,
    got: `${regulariser}, which acts on ${ACTS_ON[regulariser].what}: ${tuner} does not tune them`,
  });
}
