import { tf } from "../tf";
import { dawnTasks, readSynchronously, type ReadableBackend } from "./webgpu-readback";
import { prepareVulkan, softwareVulkan } from "./vulkan";
import { spreadSumGradients, sumInGroups } from "./webgpu-sums";
import { uploadByQueue, type UploadingBackend } from "./webgpu-upload";

/** Result of starting WebGPU. */
export interface WebGpuStart {
  /** One line for people: the adapter that computes, or why there is none and how to get one. */
  readonly explanation: string;
  readonly started: boolean;
}

/** What is used of the package `webgpu`, which is optional: its types may be absent too. */
interface Dawn {
  create(options: readonly string[]): Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}
interface Gpu {
  requestAdapter(options: { powerPreference: string }): Promise<Adapter | null>;
}
interface Adapter {
  readonly info: { readonly description: string; readonly vendor: string };
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(options: {
    requiredLimits: Readonly<Record<string, number>>;
  }): Promise<unknown>;
}
interface TfjsWebGpu {
  readonly WebGPUBackend: new (
    device: unknown,
    info: Adapter["info"],
  ) => tf.KernelBackend & ReadableBackend & UploadingBackend;
}

const STORAGE_BUFFERS = "maxStorageBuffersPerShaderStage";
/** Limits that tfjs's programs grow into; a device has the standard's minimum unless it is asked. */
const LIMITS = [
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
  STORAGE_BUFFERS,
];

const HOW =
  "it needs the npm packages webgpu and @tensorflow/tfjs-backend-webgpu, and a graphics driver; " +
  "without a graphics card, Debian's chromium brings one that computes on the processor";

let started: WebGpuStart | undefined;

/**
 * Starts Dawn, Chromium's WebGPU, and registers it with the project's tfjs engine as backend "webgpu".
 * A graphics card is preferred; where there is none, Chromium's software driver is taken. Never throws.
 */
export async function startWebGpu(): Promise<WebGpuStart> {
  if (started?.started === true) return started;
  try {
    started = { started: true, explanation: await register() };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0]! : String(error);
    started = { started: false, explanation: `no WebGPU (${reason}); ${HOW}` };
  }
  return started;
}

async function register(): Promise<string> {
  prepareVulkan();
  const dawn = require("webgpu") as Dawn;
  const { WebGPUBackend } = require("@tensorflow/tfjs-backend-webgpu") as TfjsWebGpu;
  Object.assign(globalThis, dawn.globals);
  const tasks = dawnTasks();
  const { gpu, adapter } = await anyAdapter(dawn);
  // The backend looks for WebGPU where a browser has it. Dawn must stay referenced while it computes.
  const navigator: object = (globalThis as { navigator?: object }).navigator ?? {};
  Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  const limits = LIMITS.map((name): [string, number] => [name, adapter.limits[name]!]);
  const device = await adapter.requestDevice({
    requiredLimits: Object.fromEntries(limits),
  });
  sumInGroups(adapter.limits[STORAGE_BUFFERS]!);
  spreadSumGradients();
  tf.registerBackend("webgpu", () => {
    const backend = new WebGPUBackend(device, adapter.info);
    backend.readSync = readSynchronously(backend, tasks);
    backend.uploadToGPU = uploadByQueue(backend);
    return backend;
  });
  return `WebGPU by Dawn on ${adapter.info.description || adapter.info.vendor}`;
}

async function anyAdapter(dawn: Dawn): Promise<{ gpu: Gpu; adapter: Adapter }> {
  const hardware = await adapterOf(dawn);
  if (hardware !== undefined) return hardware;
  const software = softwareVulkan() ? await adapterOf(dawn) : undefined;
  if (software === undefined) throw new Error("no adapter");
  return software;
}

async function adapterOf(dawn: Dawn): Promise<{ gpu: Gpu; adapter: Adapter } | undefined> {
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  return adapter === null ? undefined : { gpu, adapter };
}
