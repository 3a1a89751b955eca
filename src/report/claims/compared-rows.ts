import type { EffectRow } from "../figures/effect-forest";
import { palette } from "../rendering/palette";
import { statementLabel, statementRow } from "./effect-rows";
import type { JudgedStatement } from "./judging/judged-claim";

const LEAD_COLOUR = palette.black;
const COLOURS = [palette.blue, palette.orange, palette.purple, palette.skyBlue];

/** One inequality on some runs. */
export interface TitledStatement {
  /** What the runs are of, for instance the name of a model. */
  readonly title: string;
  readonly statement: JudgedStatement;
}

/**
 * Rows of one inequality on several sets of runs, in the units of `claimRows`: the first, with which the others are compared,
 * has the claim as its label, the others their titles.
 */
export function comparedRows(
  claim: string,
  [lead, ...others]: readonly [TitledStatement, ...TitledStatement[]],
): readonly EffectRow[] {
  return [
    {
      ...statementRow(lead.statement),
      label: statementLabel(`${claim}</b>`, lead.statement),
      series: lead.title,
      colour: LEAD_COLOUR,
    },
    ...others.map(({ title, statement }, at) => ({
      ...statementRow(statement),
      published: undefined,
      label: title,
      series: title,
      colour: COLOURS[at % COLOURS.length]!,
    })),
  ];
}
