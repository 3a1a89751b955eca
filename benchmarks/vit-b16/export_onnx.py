"""The world's image tower for onnxruntime, laid out as transformers.js reads it: export_onnx.py WORLD."""

import json
import sys
from pathlib import Path

import torch

from pytorch import clip


class ImageTower(torch.nn.Module):
    def __init__(self, visual):
        super().__init__()
        self.visual = visual

    def forward(self, pixel_values):
        return self.visual(pixel_values)


if __name__ == "__main__":
    world = Path(sys.argv[1])
    folder = world / "clip" / "onnx"
    folder.mkdir(parents=True, exist_ok=True)
    tower = ImageTower(clip(world / "weights.safetensors", "cpu").visual).eval()
    torch.onnx.export(
        tower,
        (torch.zeros(2, 3, 224, 224),),
        folder / "vision_model.onnx",
        input_names=["pixel_values"],
        output_names=["image_embeds"],
        dynamic_shapes={"pixel_values": {0: torch.export.Dim("images")}},
        external_data=False,
    )
    config = {"model_type": "clip_vision_model", "architectures": ["CLIPVisionModelWithProjection"]}
    (folder.parent / "config.json").write_text(json.dumps(config))
