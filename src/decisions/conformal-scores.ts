import { aps } from "./aps";
import type { ConformalScore } from "./conformal-score";
import { raps } from "./raps";
import { thr } from "./thr";

/** Scores of conformal prediction in the order of tables. */
export const conformalScores: readonly ConformalScore[] = [thr, aps, raps];
