/** Pixels of a picture that the camera button saves, for each CSS pixel. */
const SCALE = 3;

/**
 * How plotly behaves in a notebook: the camera button saves the figure as svg under its name. @@
 * button for a png of three pixels for each CSS pixel (environment/jupyter/extension).
 * @param name of the figure or its title
 */
export function figureConfig(name: string): Readonly<Record<string, unknown>> {
  const filename = name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^-+|-+$/g, "");
  return {
    displaylogo: false,
    toImageButtonOptions: { format: "svg", filename: filename || "figure", scale: SCALE },
  };
}
