/**
 * Everything a notebook needs, imported under one name (`lab`). `src/index.ts` is the part that scripts use,
 * without displays.
 */
export * from "./index";
export * from "./notebook";
export { resultsFrame, showFrame } from "./notebook/frame";
export { claimsFrame, tableFrame } from "./notebook/table-frame";
