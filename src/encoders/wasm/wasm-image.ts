import { onWasmKernels } from "../../engine/wasm/wasm-backend";
import type { FrozenLinear } from "../../engine/layers/linear";
import type { Tensor2D } from "../../engine/tf";
import { onWasm } from "../../engine/wasm/wasm-heap";
import { wasmImageFeatures } from "./wasm-deep-image";
import { inPortions } from "../towers/in-portions";
import { fitsWasm, wasmTower } from "./wasm-tower";
import type { FrozenTower, WasmTower } from "./wasm-tower";
import type { VisionTransformer } from "../towers/vision-transformer";

/** Values of a pass that may lie in kernel memory: 1 GiB with a gradient, else 128 MiB. */
const PASS_VALUES = { gradient: 2 ** 28, plain: 2 ** 25 };

/**
 * Image features before normalisation by the kernels, as many images at a time as let memory stay
 * bounded. With prompts, differentiable in them.
 * @param frozen what the first block is given of the images (`firstRows`), shape [n * (1 + patches), width]
 * @param deep prompts of the blocks, the first behind the first norm, shapes [prompts, width]; none for
 *   plain features
 * @returns shape [n, embed]; undefined where the kernels do not compute them: by backend or by size
 */
export function imageFeaturesOnWasm(
  tower: VisionTransformer<FrozenLinear>,
  frozen: Tensor2D,
  deep: readonly Tensor2D[] = [],
): Tensor2D | undefined {
  const gradient = deep.length > 0;
  // Without a gradient TensorFlow is faster by itself: the kernels' rows are copied to it and back.
  const ours = gradient ? onWasmKernels() : onWasm();
  const kernels = ours ? imageKernels(tower, gradient) : undefined;
  if (kernels === undefined) return undefined;
  const [own] = tower.positions.shape;
  const prompts = deep[0]?.shape[0] ?? 0;
  const max = imagesPerPass(kernels, own + prompts, gradient);
  return inPortions(frozen, own, max, (rows, images) =>
    wasmImageFeatures(kernels, rows, deep, { images, own, prompts }),
  );
}

interface Made {
  readonly kernels: WasmTower | undefined;
  readonly gradient: boolean;
}

const copies = new WeakMap<VisionTransformer<FrozenLinear>, Made>();

/** The tower's copy in kernel memory, made once; undefined where its sizes do not fit. */
function imageKernels(
  tower: VisionTransformer<FrozenLinear>,
  gradient: boolean,
): WasmTower | undefined {
  const before = copies.get(tower);
  if (before !== undefined && (before.gradient || !gradient)) return before.kernels;
  const common: FrozenTower = { ...tower, lnFinal: tower.lnPost };
  const kernels = fitsWasm(common) ? wasmTower(common, undefined, gradient) : undefined;
  copies.set(tower, { kernels, gradient });
  return kernels;
}

/** Images whose pass fits: a block keeps about 13 rows of its width, and weights, per row. */
function imagesPerPass(
  { blocks, lnFinal }: WasmTower,
  length: number,
  gradient: boolean,
): number {
  const perRow = 13 * lnFinal.width + blocks[0]!.heads * (length + 4);
  const kept = gradient ? blocks.length : 1;
  const values = gradient ? PASS_VALUES.gradient : PASS_VALUES.plain;
  return Math.max(1, Math.floor(values / (kept * perRow * length)));
}
