/**
 * How plotly behaves in a notebook: the camera button saves the figure as SVG under its name. In the lab another button
 * saves a PNG of three times the size (environment/jupyter/labextensions).
 * @param name of the figure or its title
 */
export function figureConfig(name: string): Readonly<Record<string, unknown>> {
  const filename = name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^-+|-+$/g, "");
  return {
    displaylogo: false,
    toImageButtonOptions: { format: "svg", filename: filename || "figure" },
  };
}
