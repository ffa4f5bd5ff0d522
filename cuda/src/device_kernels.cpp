#include <colonnade/cuda/device_kernels.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "device_model.h"
#include "kernels/hypothesis.h"
#include "kernels/kernel_list.h"

namespace colonnade::cuda {

using cortex::kernels::HypothesisKernels;
using cortex::kernels::Match;
using cortex::kernels::ModelView;
using cortex::kernels::PoseView;
using cortex::kernels::SensedView;
using cortex::kernels::Work;

namespace {

constexpr std::size_t kMostModels = 64;  // a learning column leaves one behind after each consolidation

/// What one call at a time works with: a stream and room for what goes in and comes out.
struct Workplace {
  explicit Workplace(const std::shared_ptr<Device>& device_in)
      : device(device_in), stream(device), staged_in(device), staged_out(device) {}

  template <class T>
  T* room(Buffer<T>& buffer, std::size_t count) {
    if (buffer.size() < count) buffer = {device, std::max(count, 2 * buffer.size())};
    return buffer.data();
  }

  std::shared_ptr<Device> device;
  Stream stream;
  Staging staged_in;
  Staging staged_out;
  Buffer<SensedView> sensed;
  Buffer<PoseView> poses;
  Buffer<Match> matches;
  Buffer<std::uint32_t> candidates;
};

}  // namespace

struct DeviceKernels::State {
  std::shared_ptr<Device> device;
  const HypothesisKernels& processor;
  std::function<void(const std::string&)> report;
  HypothesisKernels table{};
  std::atomic<bool> works = true;
  std::atomic<std::size_t> least = 0;    // hypotheses or sensations of a call that the device does
  std::atomic<std::uint64_t> calls = 0;  // that the device has done

  std::mutex mutex;
  std::vector<std::unique_ptr<Workplace>> idle;
  std::map<std::uint64_t, std::shared_ptr<DeviceModel>> models;  // by version, oldest first; null: it had no room
  bool told_of_memory = false;

  State(std::shared_ptr<Device> device_in, const HypothesisKernels& processor_in,
        std::function<void(const std::string&)> report_in)
      : device(std::move(device_in)), processor(processor_in), report(std::move(report_in)) {}

  /// Tells once. @pre the mutex is held
  void tell_of_memory(const std::string& line) {
    if (!std::exchange(told_of_memory, true) && report) report(line);
  }
  /// The device has failed. Tells once, too, whatever was told before.
  void give_up(const std::string& why) {
    const std::lock_guard lock(mutex);
    if (works.exchange(false) && report) report(why + "; the processor goes on from here, with the same results");
  }

  std::unique_ptr<Workplace> take_workplace() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        auto taken = std::move(idle.back());
        idle.pop_back();
        return taken;
      }
    }
    return std::make_unique<Workplace>(device);
  }
  void give_back(std::unique_ptr<Workplace> workplace) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(workplace));
  }

  /// The model on the device; null where there is no room for it.
  std::shared_ptr<DeviceModel> model_of(const ModelView& model, Stream& stream) {
    if (model.version == 0) return nullptr;                    // still being made
    if (model.index_version != model.version) return nullptr;  // a part of a model, tested on itself
    const std::lock_guard lock(mutex);
    if (const auto known = models.find(model.version); known != models.end()) return known->second;
    if (models.size() >= kMostModels) models.erase(models.begin());  // whoever uses it still has it
    auto& entry = models[model.version];
    try {
      try {
        entry = std::make_shared<DeviceModel>(device, model, stream);
      } catch (const OutOfDeviceMemory&) {
        // Those of other models are copies, most of them of what a column knew before it learned more.
        std::erase_if(models, [](const auto& other) { return other.second != nullptr; });
        entry = std::make_shared<DeviceModel>(device, model, stream);
      }
    } catch (const OutOfDeviceMemory& error) {
      tell_of_memory(std::string(error.what()) + "; the processor computes with this model");
    }
    return entry;
  }

  /// Runs work(workplace, model), of `count` matches, on the device. @returns false when the processor must do it.
  template <class Function>
  bool on_device(const ModelView& model, std::uint32_t count, const Function& work) noexcept {
    if (!works || count < least) return false;
    try {
      auto workplace = take_workplace();
      const auto copy = model_of(model, workplace->stream);
      if (copy) {
        work(*workplace, copy->view());
        ++calls;
      }
      give_back(std::move(workplace));
      return copy != nullptr;
    } catch (const OutOfDeviceMemory& error) {
      const std::lock_guard lock(mutex);
      tell_of_memory(std::string(error.what()) + "; the processor computes what does not fit");
    } catch (const DeviceError& error) {
      give_up(error.what());
    } catch (const std::exception& error) {
      give_up(std::string("GPU: ") + error.what());
    }
    return false;
  }

  /// matches[i] of sensation i and pose i, where one of the two is the same for all.
  static void match(Workplace& w, const ModelView& model, const SensedView* sensed, std::uint32_t sensed_count,
                    const PoseView* poses, std::uint32_t pose_count, Match* matches, Work& work) {
    const std::uint32_t count = std::max(sensed_count, pose_count);
    const std::size_t sensed_bytes = sensed_count * sizeof(SensedView);
    auto* in = w.staged_in.room_for<std::byte>(sensed_bytes + pose_count * sizeof(PoseView));
    std::memcpy(in, sensed, sensed_bytes);
    std::memcpy(in + sensed_bytes, poses, pose_count * sizeof(PoseView));
    auto* out = w.staged_out.room_for<std::byte>(count * (sizeof(Match) + sizeof(std::uint32_t)));
    auto* out_candidates = reinterpret_cast<std::uint32_t*>(out + count * sizeof(Match));
    const Device::Handle stream = w.stream.handle();
    Device& device = *w.device;
    device.copy_in(w.room(w.sensed, sensed_count), in, sensed_bytes, stream);
    device.copy_in(w.room(w.poses, pose_count), in + sensed_bytes, pose_count * sizeof(PoseView), stream);
    launch<kernels::MatchPoses>(
        device, stream, {blocks_for(count, kernels::MatchPoses::kPerBlock), 1},
        {model, w.sensed.data(), w.poses.data(), w.room(w.matches, count), w.room(w.candidates, count),
         sensed_count > 1 ? 1U : 0U, pose_count > 1 ? 1U : 0U, count});
    device.copy_out(out, w.matches.data(), count * sizeof(Match), stream);
    device.copy_out(out_candidates, w.candidates.data(), count * sizeof(std::uint32_t), stream);
    w.stream.synchronize();
    std::memcpy(matches, out, count * sizeof(Match));
    work.evaluations += count;
    for (std::uint32_t i = 0; i < count; ++i) {
      work.candidates += out_candidates[i];
      const SensedView& of = sensed[sensed_count > 1 ? i : 0];
      work.encodings += out_candidates[i] > 0 && of.on_surface != 0 ? 1 : 0;
    }
  }

  static State& of(void* backend) { return *static_cast<State*>(backend); }

  static void step(void* backend, const ModelView& model, const SensedView& sensed, const PoseView* poses,
                   std::uint32_t count, Match* matches, Work& work) {
    if (count == 0) return;
    State& s = of(backend);
    if (!s.on_device(model, count, [&](Workplace& w, const ModelView& on_device) {
          match(w, on_device, &sensed, 1, poses, count, matches, work);
        })) {
      s.processor.step(model, sensed, poses, count, matches, work);
    }
  }

  static float replay(void* backend, const ModelView& model, const SensedView* sensed, std::uint32_t count,
                      const PoseView& pose, Match* matches, Work& work) {
    if (count == 0) return 0;
    State& s = of(backend);
    if (!s.on_device(model, count, [&](Workplace& w, const ModelView& on_device) {
          match(w, on_device, sensed, count, &pose, 1, matches, work);
        })) {
      return s.processor.replay(model, sensed, count, pose, matches, work);
    }
    float sum = 0;
    for (std::uint32_t i = 0; i < count; ++i) sum += matches[i].evidence;
    return sum;
  }

  // A glance is not worth the way.
  static float glance(void* backend, const ModelView& model, const SensedView* sensed, std::uint32_t count,
                      const PoseView& pose, Match* matches, Work& work) {
    return of(backend).processor.glance(model, sensed, count, pose, matches, work);
  }
};

DeviceKernels::DeviceKernels(std::shared_ptr<Device> device, const HypothesisKernels& processor,
                             std::function<void(const std::string&)> report)
    : state_(std::make_unique<State>(std::move(device), processor, std::move(report))) {
  state_->table = {state_->device->info().name.c_str(), state_.get(), &State::step, &State::replay, &State::glance};
}

DeviceKernels::~DeviceKernels() = default;

const HypothesisKernels& DeviceKernels::table() const noexcept { return state_->table; }
void DeviceKernels::leave_to_processor(std::size_t fewer_than) noexcept { state_->least = fewer_than; }
bool DeviceKernels::device_works() const noexcept { return state_->works; }
std::uint64_t DeviceKernels::device_calls() const noexcept { return state_->calls; }

}  // namespace colonnade::cuda
