import type { EffectRow } from "../figures/effect-forest";
import { palette } from "../rendering/palette";
import { isDifference, statementLabel, statementRow } from "./effect-rows";
import type { JudgedClaim } from "./judging/judged-claim";

const MEAN_COLOUR = palette.black;
const MODEL_COLOURS = [palette.blue, palette.orange, palette.purple, palette.skyBlue];

/**
 * Rows of the claims that were judged on several models, in the units of `claimRows`: of each claim's first inequality
 * the mean of all models, whose interval includes how they differ, then each model alone.
 */
export function modelRows(claims: readonly JudgedClaim[]): readonly EffectRow[] {
  return claims.flatMap(({ claim, statements, models = [] }) => {
    const [mean] = statements;
    if (models.length === 0 || mean === undefined || !isDifference(mean)) return [];
    return [
      {
        ...statementRow(mean),
        label: statementLabel(`${claim.id}</b>`, mean),
        series: `mean of ${models.length} models`,
        colour: MEAN_COLOUR,
      },
      ...models.map(({ model, statements: [alone] }, at) => ({
        ...statementRow(alone!),
        published: undefined,
        label: model,
        series: model,
        colour: MODEL_COLOURS[at % MODEL_COLOURS.length]!,
      })),
    ];
  });
}
