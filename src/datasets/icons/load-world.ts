import { join } from "node:path";
import { folderOf } from "../../files/folders";
import type { ImageDataset } from "../image-dataset";
import { candidateIcons, type ClassIcons } from "./classes/candidates";
import { usableDrawings } from "./classes/choose-drawings";
import { LATER_CANDIDATES } from "./classes/rounds";
import { composeWorld } from "./compose-world";
import { loadFromCollection, type IconCollection } from "./icon-collection";
import { idOf, renderCandidates } from "./pictures/render-candidates";
import type { DatasetRole } from "./sources/sets";
import { worldClasses, worldDrawings, worldManifest } from "./world-files";

const known = new Map<DatasetRole, ReadonlyMap<string, ClassIcons>>();

/** Candidates of a role, read once per process: reading takes seconds. */
function knownCandidates(role: DatasetRole): ReadonlyMap<string, ClassIcons> {
  const icons = known.get(role) ?? candidateIcons(role);
  known.set(role, icons);
  return icons;
}

/** Icons whose drawing a family of another role has, too. */
function seenFor(name: string): readonly string[] {
  const { seen, seenLater } = worldDrawings();
  return LATER_CANDIDATES.includes(name) ? seenLater : seen;
}

/** The data sets of the larger icon world: nouns and signs, as many images as there are. */
export const worldCollection: IconCollection = {
  folder: () => join(folderOf("cache"), "world"),
  build: "npx promptcal data build --suite world",
  classNames: worldClasses,
  compose: async (name, role) => {
    const { elsewhere } = worldDrawings();
    // Icons that cannot be used are drawn, too: a drawing that stands in a second class is no clear case.
    const icons = new Map([[name, knownCandidates(role).get(name)!]]);
    const rendered = await renderCandidates(icons);
    const seenIds = new Set(seenFor(name));
    const seenDrawings = [...rendered.get(name)!.values()]
      .flat()
      .flatMap(({ icon, drawing }) => (seenIds.has(idOf(icon)) ? [drawing] : []));
    const classes = usableDrawings(rendered, new Set(seenDrawings)).get(name)!;
    const ids = new Set(elsewhere[name]);
    const contents = new Set(
      [...classes.values()]
        .flat()
        .flatMap(({ icon, content }) => (ids.has(idOf(icon)) ? [content] : [])),
    );
    const isElsewhere = (content: string): boolean => contents.has(content);
    return composeWorld({ name, classes, isElsewhere }, worldClasses(name), role);
  },
  manifest: worldManifest,
};

/** A data set of the larger icon world; see `loadFromCollection`. */
export async function loadWorld(name: string, root?: string): Promise<ImageDataset> {
  return loadFromCollection(worldCollection, name, "downstream", root);
}

/** The same classes drawn by the calibration families. */
export async function loadWorldCalibration(
  name: string,
  root?: string,
): Promise<ImageDataset> {
  return loadFromCollection(worldCollection, name, "calibration", root);
}
