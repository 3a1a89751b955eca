# Builds tfjs-node's addon against the TensorFlow libraries of a Python wheel (see README.md).
# Its own binding.gyp expects libtensorflow.so, which is not on any package registry.
{
  "targets": [{
    "target_name": "tfjs_binding",
    "sources": ["binding/tfjs_backend.cc", "binding/tfjs_binding.cc", "binding/read_tensor.cc"],
    "include_dirs": ["..", "<(module_root_dir)/tensorflow/include"],
    "defines": ["NAPI_VERSION=8"],
    "cflags_cc": ["-std=c++17"],
    "library_dirs": ["<(module_root_dir)/tensorflow"],
    "libraries": [
      "-l:libtensorflow_cc.so.2",
      "-l:libtensorflow_framework.so.2",
      "-Wl,-rpath,\$$ORIGIN/tensorflow",
    ],
  }],
}
