/** The benchmark's steps: the sizes of the paper's experiments, CLIP ViT-B/16 and a real list of classes. */

export const ARCHITECTURE = "ViT-B-16";

/** Works and how many images one step of each takes. */
export const WORKS = {
  "coop-step": { images: 32, method: "coop" },
  "cocoop-step": { images: 1, method: "cocoop" },
  "maple-step": { images: 4, method: "maple" },
} as const;
export type StepWork = keyof typeof WORKS;

/** Images of the world, and how many of them one call of an image encoder takes. */
export const IMAGES = 32;
export const ENCODED = 8;

/** Rows and columns of the square matrices whose product stands for the machine's peak. */
export const MATMUL = 2048;

/** Tokens in front of the name, as each method's own recipe has them. */
export const CONTEXT = { coop: 16, cocoop: 4, maple: 2 } as const;
/** Blocks with prompts in MaPLe. */
export const DEPTH = 9;
export const LEARNING_RATE = 0.002;

/** Fifty classes: Caltech-101's in alphabetical order, its base classes in the literature. */
export const CLASSES = [
  ..."accordion,airplane,anchor,ant,barrel,bass,beaver,binocular,bonsai,brain".split(","),
  ..."brontosaurus,buddha,butterfly,camera,cannon,car side,ceiling fan,cellphone".split(
    ",",
  ),
  ..."chair,chandelier,cougar body,cougar face,crab,crayfish,crocodile".split(","),
  ..."crocodile head,cup,dalmatian,dollar bill,dolphin,dragonfly,electric guitar".split(
    ",",
  ),
  ..."elephant,emu,euphonium,ewer,face,ferry,flamingo,flamingo head,garfield".split(","),
  ..."gerenuk,gramophone,grand piano,hawksbill,headphone,hedgehog,helicopter".split(","),
  ..."ibis,inline skate".split(","),
] as const;
