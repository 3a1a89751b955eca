/** The parts of the reproduction's report that no run changes. */

export const SCOPE = `The paper (Wang, Li and Wei, ICML 2025) says that prompt tuning breaks the calibration of CLIP in two ways. CoOp pushes the text
features of classes apart and is overconfident on new classes. KgCoOp holds them where they were, wins accuracy on base classes under a
confidence that it does not raise, and is underconfident there. Dynamic outlier regularisation (DOR) holds the text features of words that
are no classes, and is said to calibrate on both sides without a loss of accuracy, for many methods. Each statement is an inequality here; the list is
on the page of claims.`;

export const METHODOLOGY = `Everything was written again from the paper's abstract, published notes and reviews of it, and the code of the methods that it builds on; the body of
the paper and its code were not at hand. Optimisers, schedules, losses and metrics replay traces of the methods' own code step by step. The
bundled world is small: a CLIP of 3.6 million parameters, pretrained on icons, and data sets of icons by other people. Only signs and the
order of effects are meant to carry over to photographs, not sizes. Claims are judged by the mean over data sets, with intervals of a paired
bootstrap over data sets, seeds and test images.`;

export const WHAT_WAS_EASY: readonly string[] = [
  "The loss: the formula of DOR is one line, and with base classes for outliers it is KgCoOp's.",
  "The methods: CoOp, KgCoOp and most others have public code whose traces can be replayed.",
  "The first half of the story: CoOp's overconfidence on new classes appears in every world that was tried.",
];

export const WHAT_WAS_DIFFICULT: readonly string[] = [
  "Several values of DOR are in no source that could be read (below).",
  "KgCoOp's underconfidence needs data sets in which tuning wins accuracy: underconfidence is the accuracy that is won under a confidence that is held.",
  "Small test sets: the expected calibration error of a perfect model is several points with 200 images, so that data sets need as many test images as there are.",
  "Metrics differ in small print: a confidence of exactly 1 falls into no bin in the code of the authors' earlier paper.",
];

export const QUESTIONS: readonly string[] = [
  "B: how many outliers are drawn, and is it in each iteration or in each epoch?",
  "M: over how many nearest labels does the feature divergence score average, with which distance, of normalised features?",
  "The template of the frozen outlier features: the data set's own, or `a photo of a {}`?",
  "The noun filter: all nouns of WordNet, or a part of them, and which names count as too near to a class?",
  "K as a share of the vocabulary: 5000 of how many candidates?",
  "λ of the visual methods, and the source of the outlier images.",
];

export const LETTER = `Dear Shuoyuan Wang, Yixuan Li and Hongxin Wei,

we have reproduced "Understanding and Mitigating Miscalibration in Prompt Tuning for Vision-Language Models" in a small world of icons, with code of
our own, and list above which of its claims hold there and which do not. Six details of the method we had to choose ourselves: the number of
outliers per step and when they are drawn again, the number of neighbours and the distance of the divergence score, the template of the frozen
outlier features, the filter of the nouns and the size of the vocabulary that 5000 of them are taken from, and the weight and the images of
the visual variant. Could you tell us your values? We will recompute with them and correct this report where it changes.`;
