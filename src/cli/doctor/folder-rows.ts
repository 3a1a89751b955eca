import { FOLDERS, folderOf, isWritable, type FolderName } from "../../files/folders";
import type { DoctorRow } from "./setup-rows";

/** What each kind of files is for a reader of `promptcal doctor`. */
const NAMES: Readonly<Record<FolderName, string>> = {
  cache: "cache folder",
  weights: "weights folder",
  runs: "runs folder",
  figures: "figures folder",
  datasets: "data set folder",
};

/** Rows of `promptcal doctor` on the folders that are written to, each with the variable that moves it. */
export function folderRows(): readonly DoctorRow[] {
  return (Object.keys(FOLDERS) as FolderName[]).map((name) => {
    const folder = folderOf(name);
    const { variable } = FOLDERS[name];
    const detail = `${folder} (${variable} names another)`;
    if (isWritable(folder))
      return { name: NAMES[name], state: "ok", detail, cost: "", fix: "" };
    return {
      name: NAMES[name],
      // Data sets that others put there can be read all the same.
      state: name === "datasets" ? "absent" : "missing",
      detail: `${folder} cannot be written to`,
      cost: `no ${name} can be written`,
      fix: `name another folder with ${variable}`,
    };
  });
}
