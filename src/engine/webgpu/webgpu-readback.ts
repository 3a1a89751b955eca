import { tf } from "../tf";

/** What is used of tfjs's WebGPU backend beyond its public interface. */
export interface ReadableBackend {
  readSync(dataId: object): tf.BackendValues;
  readonly tensorMap: { get(dataId: object): TensorData };
  readonly bufferManager: {
    acquireBuffer(size: number, usage: number): Buffer;
    releaseBuffer(buffer: Buffer): void;
  };
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  readonly commandEncoder: {
    copyBufferToBuffer(
      from: Buffer,
      fromByte: number,
      to: Buffer,
      toByte: number,
      size: number,
    ): void;
  };
  submitQueue(): void;
  convertAndCacheOnCPU(dataId: object, values: tf.BackendValues): tf.BackendValues;
}

interface TensorData {
  readonly values: tf.BackendValues | null;
  readonly dtype: "float32" | "int32" | "bool";
  readonly resource: Buffer;
}

/** A buffer on the device. */
interface Buffer {
  readonly size: number;
  readonly mapState: "unmapped" | "pending" | "mapped";
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
}

/** The standard's constants. */
const MAP_READ = 0x1;
const COPY_DST = 0x8;

/** Looks without a pause, for devices that answer at once; then the processor is left to others. */
const POLLS = 20;
const PAUSE_MS = 0.1;
const never = new Int32Array(new SharedArrayBuffer(4));

function pause(): void {
  Atomics.wait(never, 0, 0, PAUSE_MS);
}

/** Runs the callbacks that Dawn has deferred. @returns false when there is nothing */
export type DawnTasks = () => boolean;

/**
 * Reads a tensor at once. In a browser that is impossible: a buffer's values arrive in a promise, which
 * waits for the running code to end. Dawn in Node looks for finished work in callbacks that it hands to
 * `setImmediate`; called from here, they finish the transfer while we wait.
 */
export function readSynchronously(
  backend: ReadableBackend,
  tasks: DawnTasks,
): ReadableBackend["readSync"] {
  return (dataId) => {
    const { values, dtype, resource } = backend.tensorMap.get(dataId);
    if (values !== null && values !== undefined) return values;
    const bytes = bytesOf(backend, resource, tasks);
    const read = tf.util.convertBackendValuesAndArrayBuffer(bytes, dtype);
    return backend.convertAndCacheOnCPU(dataId, read);
  };
}

function bytesOf(backend: ReadableBackend, source: Buffer, tasks: DawnTasks): ArrayBuffer {
  const { size } = source;
  const staging = backend.bufferManager.acquireBuffer(size, MAP_READ | COPY_DST);
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder.copyBufferToBuffer(source, 0, staging, 0, size);
  backend.submitQueue();
  let failure: unknown;
  staging.mapAsync(MAP_READ).catch((error: unknown) => (failure = error));
  for (let polls = 0; staging.mapState === "pending"; polls++) {
    if (polls >= POLLS) pause();
    if (!tasks()) throw new Error("WebGPU: a transfer waits for work that nobody does");
  }
  if (staging.mapState !== "mapped") {
    throw new Error(`WebGPU: a transfer failed (${String(failure ?? "device lost")})`);
  }
  const bytes = staging.getMappedRange().slice(0);
  staging.unmap();
  backend.bufferManager.releaseBuffer(staging);
  return bytes;
}

type Callback = (...args: unknown[]) => void;

let installed: DawnTasks | undefined;

/**
 * Tracks the callbacks that Dawn defers: its callbacks still run when their turn comes, or before that, when
 * the returned function is called. All others pass through. Installed once.
 */
export function dawnTasks(): DawnTasks {
  if (installed !== undefined) return installed;
  const waiting = new Set<Callback>();
  const runNext = (): boolean => {
    const [next] = waiting;
    if (next === undefined) return false;
    waiting.delete(next);
    next();
    return true;
  };
  const original = globalThis.setImmediate;
  // One turn at a time: a transfer that is waited for puts off a look for each that found nothing.
  let turn: NodeJS.Immediate | undefined;
  const watching = (callback: Callback, ...args: unknown[]): NodeJS.Immediate => {
    if (!isDawns(callback)) return original(callback, ...args);
    waiting.add(callback);
    turn ??= original(() => {
      turn = undefined;
      runNext();
    });
    return turn;
  };
  // With its promisified form, which Node looks up on the function.
  const properties = Object.getOwnPropertyDescriptors(original);
  globalThis.setImmediate = Object.defineProperties(watching, properties) as never;
  installed = runNext;
  return installed;
}

/** Nameless and of native code; a bound function, native too, has a name. */
function isDawns(callback: Callback): boolean {
  return (
    callback.name === "" &&
    Function.prototype.toString.call(callback).includes("[native code]")
  );
}
