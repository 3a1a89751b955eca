import { oneOf } from "../../errors/promptcal-error";

/** How a data set's files lie. */
export type Layout =
  /** Images and CoOp's `split_zhou_*.json`. */
  | "split"
  /** The data set's own lists, `variants.txt` and `images_variant_{train,val,test}.txt`. */
  | "aircraft"
  /** Folders of synsets below `train` and `val`, and `classnames.txt`. */
  | "imagenet"
  /** Folders of synsets, all test; labels are those of the folders that are there. */
  | "synsets"
  /** Folders `0` ... `999`, all test; a folder's number is a line of `classnames.txt`. */
  | "numbers";

/** Images per part; published in CoOp (Zhou et al. 2022, appendix A) and by the data sets' authors. */
export interface Counts {
  readonly classes: number;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** One of the data sets of the CLIP prompt tuning literature, as CoOp's DATASETS.md lays it out. */
export interface ClipDataset {
  /** The name that suites, commands and files use. */
  readonly name: string;
  /** As papers write it. */
  readonly title: string;
  /** Folder below the data root. */
  readonly folder: string;
  /** Images folder below `folder`; `""` where paths start from `folder` itself. */
  readonly images: string;
  readonly layout: Layout;
  /** Split file below `folder`, of the layout `split`. */
  readonly split?: string;
  /** Class names that CoOp replaces; a split with the raw names is read as one with the new ones. */
  readonly rename?: Readonly<Record<string, string>>;
  readonly counts: Counts;
}

const counts = (
  classes: number,
  train: number,
  validation: number,
  test: number,
): Counts => ({ classes, train, validation, test });

/** The eleven data sets of base-to-new generalisation, and the four of covariate shift. */
const CATALOG: readonly ClipDataset[] = [
  {
    name: "imagenet",
    title: "ImageNet",
    folder: "imagenet",
    images: "images",
    layout: "imagenet",
    counts: counts(1000, 1_281_167, 0, 50_000),
  },
  {
    name: "caltech101",
    title: "Caltech101",
    folder: "caltech-101",
    images: "101_ObjectCategories",
    layout: "split",
    split: "split_zhou_Caltech101.json",
    rename: {
      airplanes: "airplane",
      Faces: "face",
      Leopards: "leopard",
      Motorbikes: "motorbike",
    },
    counts: counts(100, 4128, 1649, 2465),
  },
  {
    name: "oxford_pets",
    title: "OxfordPets",
    folder: "oxford_pets",
    images: "images",
    layout: "split",
    split: "split_zhou_OxfordPets.json",
    counts: counts(37, 2944, 736, 3669),
  },
  {
    name: "stanford_cars",
    title: "StanfordCars",
    folder: "stanford_cars",
    images: "",
    layout: "split",
    split: "split_zhou_StanfordCars.json",
    counts: counts(196, 6509, 1635, 8041),
  },
  {
    name: "oxford_flowers",
    title: "Flowers102",
    folder: "oxford_flowers",
    images: "jpg",
    layout: "split",
    split: "split_zhou_OxfordFlowers.json",
    counts: counts(102, 4093, 1633, 2463),
  },
  {
    name: "food101",
    title: "Food101",
    folder: "food-101",
    images: "images",
    layout: "split",
    split: "split_zhou_Food101.json",
    counts: counts(101, 50_500, 20_200, 30_300),
  },
  {
    name: "fgvc_aircraft",
    title: "FGVCAircraft",
    folder: "fgvc_aircraft",
    images: "images",
    layout: "aircraft",
    counts: counts(100, 3334, 3333, 3333),
  },
  {
    name: "sun397",
    title: "SUN397",
    folder: "sun397",
    images: "SUN397",
    layout: "split",
    split: "split_zhou_SUN397.json",
    counts: counts(397, 15_880, 3970, 19_850),
  },
  {
    name: "dtd",
    title: "DTD",
    folder: "dtd",
    images: "images",
    layout: "split",
    split: "split_zhou_DescribableTextures.json",
    counts: counts(47, 2820, 1128, 1692),
  },
  {
    name: "eurosat",
    title: "EuroSAT",
    folder: "eurosat",
    images: "2750",
    layout: "split",
    split: "split_zhou_EuroSAT.json",
    rename: {
      AnnualCrop: "Annual Crop Land",
      HerbaceousVegetation: "Herbaceous Vegetation Land",
      Highway: "Highway or Road",
      Industrial: "Industrial Buildings",
      Pasture: "Pasture Land",
      PermanentCrop: "Permanent Crop Land",
      Residential: "Residential Buildings",
      SeaLake: "Sea or Lake",
    },
    counts: counts(10, 13_500, 5400, 8100),
  },
  {
    name: "ucf101",
    title: "UCF101",
    folder: "ucf101",
    images: "UCF-101-midframes",
    layout: "split",
    split: "split_zhou_UCF101.json",
    counts: counts(101, 7639, 1898, 3783),
  },
  {
    name: "imagenetv2",
    title: "ImageNet-V2",
    folder: "imagenetv2",
    images: "imagenetv2-matched-frequency-format-val",
    layout: "numbers",
    counts: counts(1000, 0, 0, 10_000),
  },
  {
    name: "imagenet_sketch",
    title: "ImageNet-Sketch",
    folder: "imagenet-sketch",
    images: "images",
    layout: "synsets",
    counts: counts(1000, 0, 0, 50_889),
  },
  {
    name: "imagenet_a",
    title: "ImageNet-A",
    folder: "imagenet-adversarial",
    images: "imagenet-a",
    layout: "synsets",
    counts: counts(200, 0, 0, 7500),
  },
  {
    name: "imagenet_r",
    title: "ImageNet-R",
    folder: "imagenet-rendition",
    images: "imagenet-r",
    layout: "synsets",
    counts: counts(200, 0, 0, 30_000),
  },
];

/** Names of the fifteen data sets, in the order of the literature's tables. */
export const CLIP_DATASETS: readonly string[] = CATALOG.map(({ name }) => name);

/**
 * A data set of the catalog.
 * @throws PromptcalError for an unknown name, with the nearest
 */
export function clipDataset(name: string): ClipDataset {
  oneOf(name, CLIP_DATASETS, "data set");
  return CATALOG.find((entry) => entry.name === name)!;
}
