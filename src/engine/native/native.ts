import { existsSync, readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { tf } from "../tf";

/** Where TensorFlow's C++ library was found; both register the tfjs backend "tensorflow". */
export type NativeSource = "@tensorflow/tfjs-node-gpu" | "environment/native/build";

/** TensorFlow's C++ library, loaded into this process. */
export interface NativeBackend {
  readonly source: NativeSource;
  /** True when TensorFlow sees a CUDA device. */
  readonly usesGpu: boolean;
}

/** Result of loading TensorFlow's C++ library. */
export interface NativeLoad {
  /** undefined when no source could be loaded. */
  readonly backend: NativeBackend | undefined;
  /** One line for people: what runs, or why each source does not and how to get one. */
  readonly explanation: string;
}

/** Folder that `node environment/native/build.cjs` fills. */
export const NATIVE_BUILD = resolve(__dirname, "../../../environment/native/build");

/**
 * Loads TensorFlow's C++ library and registers it with the project's tfjs engine as backend
 * "tensorflow"; `tf.setBackend("tensorflow")` then selects it. Never throws: what is not installed
 * or does not load ends up in the explanation.
 * @param threads threads within one operation; the first load of the process decides. Default: the
 *   environment's TF_NUM_INTRAOP_THREADS, else one for each core
 */
export function loadNative(threads?: number): NativeLoad {
  if (threads !== undefined) process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  // TensorFlow greets on standard error at levels below 2 (warnings).
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  const failures: string[] = [];
  for (const [source, load] of sources) {
    try {
      load();
      const backend: NativeBackend = { source, usesGpu: usesGpu() };
      const device = backend.usesGpu ? "CUDA" : "processor";
      const explanation = `TensorFlow of ${source} on the ${device}`;
      return { backend, explanation: explanation + describedPrecision() };
    } catch (error) {
      failures.push(`${source}: ${firstLine(error)}`);
    }
  }
  return {
    backend: undefined,
    explanation: `no native TensorFlow (${failures.join("; ")})`,
  };
}

const sources: readonly (readonly [NativeSource, () => void])[] = [
  [
    "@tensorflow/tfjs-node-gpu",
    () => {
      // Its entry registers every kernel before it looks for its addon; without the addon, the
      // kernels of the next source would then be registered twice, with a warning each.
      if (!hasAddon("@tensorflow/tfjs-node-gpu")) throw new Error("its addon is not there");
      require("@tensorflow/tfjs-node-gpu");
    },
  ],
  [
    "environment/native/build",
    () => {
      if (!existsSync(NATIVE_BUILD)) {
        throw new Error("not built; run: node environment/native/build.cjs");
      }
      require(NATIVE_BUILD);
    },
  ],
];

/** Precisions of the factors of products; sums are in float32. */
export const PRECISIONS = ["float32", "bfloat16"] as const;
export type Precision = (typeof PRECISIONS)[number];

/** oneDNN's setting for float32 products, which TensorFlow reads at the first product. */
export const PRECISION_VARIABLE = "TF_SET_ONEDNN_FPMATH_MODE";

/**
 * Lets TensorFlow round the factors of products to bfloat16 and add them up in float32, which processors
 * with matrix tiles (AMX) do several times faster. For the whole process, before its first product.
 */
export function allowBfloat16(): void {
  process.env[PRECISION_VARIABLE] = "BF16";
}

/** What products may be computed in, whoever has set it. */
export function allowedPrecision(): Precision {
  return process.env[PRECISION_VARIABLE] === "BF16" ? "bfloat16" : "float32";
}

function describedPrecision(): string {
  const precision = allowedPrecision();
  return precision === "float32" ? "" : `, products in ${precision}`;
}

/** Whether the package's install script has fetched or built its compiled part. */
function hasAddon(name: string): boolean {
  const libraries = resolve(dirname(require.resolve(`${name}/package.json`)), "lib");
  return (
    existsSync(libraries) &&
    readdirSync(libraries).some((folder) =>
      existsSync(resolve(libraries, folder, "tfjs_binding.node")),
    )
  );
}

function usesGpu(): boolean {
  const backend: unknown = tf.findBackend("tensorflow");
  if (backend === null || typeof backend !== "object") {
    throw new Error('loaded, but tfjs has no backend "tensorflow"');
  }
  return "isUsingGpuDevice" in backend && backend.isUsingGpuDevice === true;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}
