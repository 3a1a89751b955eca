import { type BinOptions, binSettings } from "./bins";

/** What of a binning differs from the default, a part each, for subtitles: `15 bins`, `right-closed edges`. */
export function binningNote(options: BinOptions): readonly string[] {
  const [chosen, usual] = [binSettings(options), binSettings()];
  return [
    ...(chosen.bins === usual.bins ? [] : [`${chosen.bins} bins`]),
    ...(chosen.rule === usual.rule ? [] : [`${chosen.rule} edges`]),
  ];
}
