import { topLabelMetric } from "./definition/top-label-metric";

export const meanConfidenceMetric = topLabelMetric({
  key: "confidence",
  title: "confidence",
  summary: "Mean confidence of the predicted class.",
  unit: "percent",
  better: "neither",
  range: [0, 1],
  value: ({ n, confidence }) => confidence / n,
});
