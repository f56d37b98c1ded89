"""The picture maker: from a prompt to a look, from a look to hands, colours, surfaces and letters."""

import os

# Since 1.29, ONNX Runtime tells Microsoft what runs where unless this is set before it is loaded
# (https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md). Nothing here tells anybody anything.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
