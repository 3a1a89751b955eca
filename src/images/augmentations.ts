/** How training images are augmented: CoOp's crop and flip, or CoPrompt's RandAugment. */
export const AUGMENTATIONS = ["coop", "randaugment"] as const;
export type AugmentationName = (typeof AUGMENTATIONS)[number];
