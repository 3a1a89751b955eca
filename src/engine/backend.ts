import { dirname, join } from "node:path";
import { eventError, oneOf, PromptcalError } from "../errors/promptcal-error";
import { loadNative } from "./native/native";
import { tf } from "./tf";
import { withoutListeners } from "./wasm/own-listeners";
import { shareClonesOnWasm } from "./wasm/wasm-identity";
import { startWebGpu } from "./webgpu/webgpu";

/** Backends in the order of preference; webgpu runs on request only. */
export const BACKENDS = ["tensorflow", "wasm", "cpu", "webgpu"] as const;
export type BackendName = (typeof BACKENDS)[number];

/** Which backend computes, and why; part of every run's provenance. */
export interface BackendReport {
  readonly name: BackendName;
  /** One line for people. */
  readonly explanation: string;
  readonly tfjs: string;
}

/** Environment variable that overrides the default backend. */
export const BACKEND_VARIABLE = "PROMPTCAL_BACKEND";

/** The backend of a name, by default of the environment variable, else wasm; nothing is started. */
export function requestedBackend(name?: string): BackendName {
  return oneOf(name ?? process.env[BACKEND_VARIABLE] ?? "wasm", BACKENDS, "backend");
}

/**
 * Starts a tfjs backend. Default: the variable PROMPTCAL_BACKEND, else wasm, which every machine
 * has and whose results are the same on every machine with SIMD. `tensorflow` is faster where it is
 * installed and is asked for by name, and so is `webgpu`.
 * @throws PromptcalError when the named backend does not load
 */
export async function startBackend(name?: string): Promise<BackendReport> {
  const requested = requestedBackend(name);
  const explanation = await withoutListeners(async () => {
    const loaded = await load(requested);
    if (!(await tf.setBackend(requested))) {
      throw eventError(
        `the backend ${requested} could not be started: tfjs refused it`,
        `choose another with ${BACKEND_VARIABLE}: ${BACKENDS.join(", ")}`,
      );
    }
    await tf.ready();
    return loaded;
  });
  return { name: requested, explanation, tfjs: tf.version_core };
}

async function load(name: BackendName): Promise<string> {
  if (name === "tensorflow") {
    const { backend, explanation } = loadNative();
    if (backend === undefined)
      throw new PromptcalError(`backend tensorflow: ${explanation}`);
    return explanation;
  }
  if (name === "webgpu") {
    const { started, explanation } = await startWebGpu();
    if (!started) throw new PromptcalError(`backend webgpu: ${explanation}`);
    return explanation;
  }
  if (name === "cpu") {
    await import("@tensorflow/tfjs-backend-cpu");
    return "plain JavaScript: for checks, very slow";
  }
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  const folder = join(
    dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")),
    "dist",
  );
  wasm.setWasmPaths(`${folder}/`);
  shareClonesOnWasm();
  return "WebAssembly with SIMD and our own kernels";
}
