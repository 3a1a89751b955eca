import { word } from "../../files/json/schema";

/**
 * How sure a published number is. `high`: two sources that agree, or a direct quote of the table; `medium`: one
 * source, or a number that does not fit its neighbours.
 */
export const SOURCE_CONFIDENCE = word(["high", "medium"], "confidence");
