import type { tf } from "../tf";

/** What is used of tfjs's WebGPU backend beyond its public interface. */
export interface UploadingBackend {
  uploadToGPU(dataId: object): void;
  readonly tensorMap: { get(dataId: object): TensorData };
  readonly bufferManager: { acquireBuffer(size: number, usage: number): object };
  readonly queue: {
    writeBuffer(buffer: object, at: number, values: ArrayBufferView): void;
  };
}

interface TensorData {
  values: tf.BackendValues | null | undefined;
  resource: object | null | undefined;
  readonly dtype: string;
}

/** The standard's constants: STORAGE, COPY_SRC and COPY_DST. */
const USAGE = 0x80 | 0x4 | 0x8;

/**
 * Uploads values through the device's queue. tfjs makes a buffer for each upload, maps it and ends the pass
 * to copy it, be it for the one number of a scalar. The queue writes ahead of all commands that wait to be
 * submitted; that is right, since a buffer comes back from the backend's pool only when the commands
 * that used it are submitted.
 */
export function uploadByQueue(backend: UploadingBackend): UploadingBackend["uploadToGPU"] {
  const original = backend.uploadToGPU.bind(backend);
  return (dataId) => {
    const data = backend.tensorMap.get(dataId);
    const { values, resource, dtype } = data;
    const isThere = resource !== null && resource !== undefined;
    if (isThere || values === null || values === undefined) return original(dataId);
    const written = inDeviceFormat(values as ArrayLike<number>, dtype);
    const buffer = backend.bufferManager.acquireBuffer(written.byteLength, USAGE);
    backend.queue.writeBuffer(buffer, 0, written);
    Object.assign(data, { resource: buffer, values: null });
  };
}

/** Booleans are integers there. */
function inDeviceFormat(
  values: ArrayLike<number>,
  dtype: string,
): Float32Array | Int32Array {
  if (dtype === "float32") {
    return values instanceof Float32Array ? values : new Float32Array(values);
  }
  return values instanceof Int32Array ? values : new Int32Array(values);
}
