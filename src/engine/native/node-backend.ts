import { tf, type Tensor } from "../tf";

/** An attribute of a TensorFlow operation, as tfjs-node's addon takes it. */
export interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | string | boolean;
}

type Constant =
  "TF_ATTR_TYPE" | "TF_ATTR_FLOAT" | "TF_ATTR_STRING" | "TF_ATTR_BOOL" | "TF_FLOAT";

/** What is used of the backend of tfjs-node: `readTensor` is an addition of ours (environment/native/read_tensor.cc). */
export interface NodeBackend {
  readonly tensorMap: {
    get(id: object): { readonly id: number; readonly values: unknown };
  };
  readonly binding: Readonly<Record<Constant, number>> & {
    readTensor?(id: number, to: Float32Array): void;
  };
  /** Runs any operation of TensorFlow by its name. */
  executeMultipleOutputs(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

/** The active backend, which has to be the native one. */
export function nodeBackend(): NodeBackend {
  const backend: object = tf.backend();
  if (!isNodeBackend(backend)) throw new Error("expected the native backend");
  return backend;
}

function isNodeBackend(backend: object): backend is NodeBackend {
  return "binding" in backend && "tensorMap" in backend;
}
