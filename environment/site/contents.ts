/** A part of the site's table of contents. */
interface Part {
  readonly title: string;
  readonly pages: readonly string[];
}

/** What decides the table of contents. */
export interface SiteContents {
  /** Places of the notebooks, in reading order. */
  readonly notebooks: readonly string[];
  readonly templates: readonly string[];
  /** Places of the guides. */
  readonly guides: readonly string[];
  /** Places of pages that other pages brought along, such as data cards. */
  readonly more: readonly string[];
  readonly hasExplorer: boolean;
  readonly hasApi: boolean;
}

/** The table of contents as hidden MyST directives: the theme shows it beside each page. */
export function contentsDirectives(contents: SiteContents): string {
  const { notebooks, templates, guides, more, hasExplorer, hasApi } = contents;
  const parts: readonly Part[] = [
    { title: "The paper, in reading order", pages: notebooks },
    {
      title: "Results",
      pages: ["figures/claims", "docs/report", ...(hasExplorer ? ["explorer"] : [])],
    },
    { title: "Your own data and methods", pages: templates },
    { title: "Reference", pages: ["docs/methods", ...(hasApi ? ["api"] : []), ...guides] },
    { title: "Data, model, project", pages: more },
  ];
  return parts
    .filter(({ pages }) => pages.length > 0)
    .map(({ title, pages }) =>
      ["```{toctree}", `:caption: ${title}`, ":hidden:", "", ...pages, "```"].join("\n"),
    )
    .join("\n\n");
}

/** A page that shows another one, which is no document of the generator. */
export function framePage(title: string, text: string, address: string): string {
  return [
    `# ${title}`,
    text,
    [
      "```{raw} html",
      `<p><a href="${address}">Open it on a page of its own</a></p>`,
      "```",
    ].join("\n"),
    [
      "```{raw} html",
      `<iframe class="explorer" src="${address}" title="${title}"></iframe>`,
      "```",
    ].join("\n"),
  ].join("\n\n");
}
