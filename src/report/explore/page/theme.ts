import { dark, light, type Theme } from "./colours";

const query = matchMedia("(prefers-color-scheme: dark)");

/** The colours that the reader's system asks for. */
export function screenTheme(): Theme {
  return query.matches ? dark : light;
}

/** Calls a function when the system changes between light and dark. */
export function onThemeChange(changed: () => void): void {
  query.addEventListener("change", changed);
}
