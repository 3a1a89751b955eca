// Ours, compiled into tfjs-node's addon (patch.cjs): copies a tensor's values into an array that is there already.
// Its own tensorDataSync makes a new array of each, whose pages cost more than the copy, and half as much as the product.

#include <cstring>

#include "tf_auto_status.h"
#include "tf_auto_tensor.h"
#include "tfjs_backend.h"
#include "utils.h"

namespace tfnodejs {

void TFJSBackend::ReadTensor(napi_env env, napi_value id_value, napi_value array) {
  int32_t id;
  ENSURE_NAPI_OK(env, napi_get_value_int32(env, id_value, &id));
  const auto entry = tfe_handle_map_.find(id);
  if (entry == tfe_handle_map_.end()) {
    NAPI_THROW_ERROR(env, "readTensor: there is no tensor %d", id);
    return;
  }
  napi_typedarray_type type;
  size_t length;
  void *to;
  ENSURE_NAPI_OK(env, napi_get_typedarray_info(env, array, &type, &length, &to, nullptr, nullptr));
  TF_AutoStatus status;
  TF_AutoTensor tensor(TFE_TensorHandleResolve(entry->second, status.status));
  ENSURE_TF_OK(env, status);
  const size_t bytes = TF_TensorByteSize(tensor.tensor);
  const bool floats = TF_TensorType(tensor.tensor) == TF_FLOAT && type == napi_float32_array;
  if (!floats || bytes != length * sizeof(float)) {
    NAPI_THROW_ERROR(env, "readTensor: expected a Float32Array of %zu bytes for a float32 tensor, got %zu bytes",
                     bytes, length * sizeof(float));
    return;
  }
  std::memcpy(to, TF_TensorData(tensor.tensor), bytes);
}

// readTensor(id: number, to: Float32Array): void
napi_value ReadTensor(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value values[2];
  TFJSBackend *backend = nullptr;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_cb_info(env, info, &count, values, nullptr, nullptr), nullptr);
  ENSURE_NAPI_OK_RETVAL(env, napi_get_instance_data(env, reinterpret_cast<void **>(&backend)), nullptr);
  backend->ReadTensor(env, values[0], values[1]);
  return nullptr;
}

}  // namespace tfnodejs
