/** Any other text; the union with it keeps the known ones apart, so that editors offer them. */
type Other = string & {};

/** A suite: one of the bundled, which a cell is offered as it is typed, or a user's own. */
export type SuiteName = "world" | "icons" | "clip" | Other;

/** A data set: one of the bundled suites', which a cell is offered as it is typed, or a user's own. */
export type DatasetName =
  | "symbols"
  | "documents"
  | "media"
  | "navigation"
  | "communication"
  | "developer"
  | "tools"
  | "states"
  | "devices"
  | "faces_hands"
  | "editing"
  | "food_vehicles"
  | "actions"
  | "animals_clothing"
  | "marked_objects"
  | "sport_health"
  | "charts"
  | "nature"
  | "places"
  | "shapes"
  | "arts"
  | "weather"
  | "animals"
  | "clothing_home"
  | "food"
  | "health_body"
  | "sport_music"
  | "vehicles"
  | "imagenet"
  | "caltech101"
  | "oxford_pets"
  | "stanford_cars"
  | "oxford_flowers"
  | "food101"
  | "fgvc_aircraft"
  | "sun397"
  | "dtd"
  | "eurosat"
  | "ucf101"
  | Other;
