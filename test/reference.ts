import { resolve } from "node:path";

/** Folder of the numbers that the original PyTorch code gave; its README says whence. */
export const REFERENCE = resolve(__dirname, "fixtures");
