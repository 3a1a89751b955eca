/** Colours of a drawing, the figures' own on white and lighter ones on dark. */
export interface Theme {
  readonly paper: string;
  readonly ink: string;
  readonly quiet: string;
  readonly grid: string;
  readonly bar: string;
  readonly barLine: string;
  readonly over: string;
  readonly under: string;
  /** Of the methods that are compared. */
  readonly methods: readonly string[];
}

/** Also what is saved. */
export const light: Theme = {
  paper: "#FFFFFF",
  ink: "#222222",
  quiet: "#595959",
  grid: "#E6E6E6",
  bar: "#C9CED6",
  barLine: "#5B6470",
  over: "#D55E00",
  under: "#0072B2",
  methods: ["#D55E00", "#009E73", "#0072B2"],
};

export const dark: Theme = {
  paper: "#15171C",
  ink: "#E8E8E8",
  quiet: "#A9AFB8",
  grid: "#2F343D",
  bar: "#434A55",
  barLine: "#99A2AE",
  over: "#FF8A3D",
  under: "#56B4E9",
  methods: ["#FF8A3D", "#2FCF9F", "#56B4E9"],
};
