/**
 * Everything a notebook needs, under one name:
 *
 *     import * as lab from "../src/lab";
 *
 * `src/index.ts` is the part of it that scripts use, without displays.
 */
export * from "./index";
export * from "./notebook";
export { resultsFrame, showFrame } from "./notebook/frame";
export { claimsFrame, tableFrame } from "./notebook/table-frame";
