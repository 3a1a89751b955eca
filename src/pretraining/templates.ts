/**
 * Caption templates of pretraining. Short ones start the training; the long ones follow, so that
 * every position a learned context of 16 tokens reaches has been trained (recipe, section 2).
 */
export const SHORT_TEMPLATES: readonly string[] = [
  "a photo of a {}.",
  "a photo of a {}.",
  "a photo of a {}.",
  "a photo of the {}.",
  "an icon of a {}.",
  "a drawing of a {}.",
  "a picture of a {}.",
  "a {}.",
  "{}",
  "a symbol for a {}.",
  "a small {}.",
  "a simple drawing of a {}.",
];

export const LONG_TEMPLATES: readonly string[] = [
  "a small flat picture that somebody drew by hand for a screen and that shows us a {}.",
  "this is a drawing in a few lines, made for a button on a page, of a {}.",
  "in this little image, drawn on a plain ground with a thick pen, one can see a {}.",
  "one of the many signs in a large set of icons, all drawn alike: the {}.",
  "a photo of a sign on a wall in the street near the station, with a {}.",
  "what you see here, on a white or coloured ground, is a picture of a {}.",
  "a clean and simple symbol, of the kind that is used in a menu, for a {}.",
  "the next card in the game shows, as you will have seen, a drawing of a {}.",
];

/** Every word of the templates, once each, without stops. */
export const TEMPLATE_WORDS: readonly string[] = [
  ...new Set(
    [...SHORT_TEMPLATES, ...LONG_TEMPLATES].flatMap((template) =>
      template.replace("{}", "").replaceAll(/[.,:]/g, "").trim().split(/\s+/),
    ),
  ),
].filter((word) => word !== "");
