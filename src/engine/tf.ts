import type * as core from "@tensorflow/tfjs-core";

/**
 * The one tensor API. Importing tfjs through this file gives every module the same engine, with
 * gradients registered and without the checks that read every tensor back. It loads at its first use:
 * help, plans and finished runs know all methods and compute nothing.
 */
export const tf: typeof core = new Proxy({} as typeof core, {
  get: (_, name) => loadedTfjs()[name as keyof typeof core],
  has: (_, name) => name in loadedTfjs(),
});

let loaded: typeof core | undefined;

function loadedTfjs(): typeof core {
  if (loaded !== undefined) return loaded;
  loaded = require("@tensorflow/tfjs-core") as typeof core;
  require("./loaded-tfjs");
  require("@tensorflow/tfjs-core/dist/register_all_gradients");
  return loaded;
}

/** Types of tfjs under the same name. */
// eslint-disable-next-line @typescript-eslint/no-namespace
export namespace tf {
  export type Tensor<R extends core.Rank = core.Rank> = core.Tensor<R>;
  export type Tensor1D = core.Tensor1D;
  export type Tensor2D = core.Tensor2D;
  export type Tensor3D = core.Tensor3D;
  export type Tensor4D = core.Tensor4D;
  export type Scalar = core.Scalar;
  export type Rank = core.Rank;
  export type DataType = core.DataType;
  export type GradSaveFunc = core.GradSaveFunc;
  export type TensorInfo = core.TensorInfo;
  export type BackendValues = core.BackendValues;
  export type KernelBackend = core.KernelBackend;
  export type KernelFunc = core.KernelFunc;
  export type NamedTensorInfoMap = core.NamedTensorInfoMap;
  export type NamedAttrMap = core.NamedAttrMap;
}
export type {
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  Variable,
  Scalar,
} from "@tensorflow/tfjs-core";
