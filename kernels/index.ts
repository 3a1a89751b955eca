export { gelu, geluGradient, quickGelu, quickGeluGradient } from "./activation";
export { addRows } from "./add-rows";
export { attend, attendGradient } from "./attention";
export { normalise, normaliseGradient } from "./layer-norm";
export { product } from "./product";
