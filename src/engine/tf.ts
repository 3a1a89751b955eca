/**
 * The one tensor API. Importing tfjs through this file gives every module the same engine, with
 * gradients registered and without the checks that read every tensor back.
 */
import * as tf from "@tensorflow/tfjs-core";
import "./loaded-tfjs";
import "@tensorflow/tfjs-core/dist/register_all_gradients";

export { tf };
export type {
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  Variable,
  Scalar,
} from "@tensorflow/tfjs-core";
