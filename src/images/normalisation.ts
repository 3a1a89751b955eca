/** Channel means and deviations of OpenAI's CLIP, for pixels in [0, 1], red, green, blue. */
export const CLIP_MEAN: readonly number[] = [0.48145466, 0.4578275, 0.40821073];
export const CLIP_STD: readonly number[] = [0.26862954, 0.26130258, 0.27577711];
