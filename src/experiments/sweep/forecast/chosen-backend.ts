/** The backend that runs of this process would be computed on, without starting it. */
export function chosenBackend(): string {
  return process.env["PROMPTCAL_BACKEND"] ?? "wasm";
}
