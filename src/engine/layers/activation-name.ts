/** Activations that the blocks of a CLIP can have. */
export const ACTIVATIONS = ["quick_gelu", "gelu"] as const;

/** The activation of an architecture's blocks; it belongs to the weights. */
export type Activation = (typeof ACTIVATIONS)[number];
