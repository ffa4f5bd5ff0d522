#include "cnn_contestant.h"

#include <algorithm>
#include <optional>

#include <ATen/Parallel.h>
#include <torch/cuda.h>

#include <colonnade/cortex/error.h>

#include "cnn_input.h"
#include "cpu_clock.h"
#include "objects.h"
#include "training.h"

namespace colonnade::benchmark {

namespace {

using torch::Tensor;

constexpr std::size_t kLossPoints = 64;  // of an object's surface in the pose's loss
constexpr std::uint64_t kCountedViews = 4;
// What the nearest-class-mean readout's backbone is trained on before: generated objects that no study tests.
constexpr std::uint64_t kOtherObjects = 1002;
constexpr int kOtherViews = 8;

/// How a network learns objects one after the other.
enum class Sequential { naive, replay, ewc, ncm };

struct Options {
  NetworkOptions network;
  TrainingOptions training;
  Sequential sequential = Sequential::naive;
  int replayed = 4;  ///< views of each earlier object kept for replay
  int input = 64;
  torch::Device device = torch::kCPU;
};

Options read_options(Settings& settings, int objects) {
  Options o;
  o.network.objects = objects;
  o.network.kind = settings.kind() == "cnn_small" ? NetworkOptions::Kind::small : NetworkOptions::Kind::resnet18;
  // Far beyond what is of use, and less than what overflows or what libtorch refuses.
  o.network.width = settings.number("width", settings.kind() == "resnet18_narrow" ? 0.25 : 1.0, 1e-3, 16);
  o.training.augment = settings.number("augment", 1) != 0;
  o.training.rate = settings.number("rate", o.training.rate, 1e-12, 1e6);
  o.training.decay = settings.number("decay", o.training.decay, 0, 1e6);
  o.training.least_epochs = settings.whole("epochs", o.training.least_epochs, 1);
  o.training.least_steps = settings.whole("steps", o.training.least_steps, 0, 1'000'000'000);
  o.training.steps_per_object = settings.whole("steps_per_object", o.training.steps_per_object, 0, 1'000'000);
  o.training.pose_weight = settings.number("pose_weight", o.training.pose_weight, 0, 1e6);
  o.training.batch = settings.whole("batch", o.training.batch, 1);
  o.training.patience = settings.whole("patience", o.training.patience, 0);
  o.training.ewc_strength = settings.number("ewc_strength", o.training.ewc_strength, 0, 1e12);
  o.replayed = settings.whole("replayed", o.replayed, 0);
  o.input = settings.whole("input", o.input);
  const std::string sequential = settings.word("sequential", "naive");
  if (sequential == "replay") {
    o.sequential = Sequential::replay;
  } else if (sequential == "ewc") {
    o.sequential = Sequential::ewc;
  } else if (sequential == "ncm") {
    o.sequential = Sequential::ncm;
  } else if (sequential != "naive") {
    throw InputError("a CNN learns one after the other by naive, replay, ewc or ncm, not '" + sequential + "'");
  }
  const std::string device = settings.word("device", "cpu");
  if (device == "cuda") {
    if (!torch::cuda::is_available()) throw InputError("device=cuda: this libtorch finds no CUDA device");
    o.device = torch::kCUDA;
  } else if (device != "cpu") {
    throw InputError("a CNN's device is cpu or cuda, not '" + device + "'");
  }
  settings.finish();
  return o;
}

class CnnContestant final : public Contestant {
 public:
  CnnContestant(const Options& options, std::span<const runner::Object> objects, std::uint64_t seed)
      : options_(options), objects_(objects), seed_(seed) {
    at::set_num_threads(1);
    torch::manual_seed(seed);
    network_ = Network(options.network);
    network_->to(options.device);
    set_points(objects);
  }

  void check_images(int pixels) const override { check_side(options_.input, pixels); }

  Cost learn(std::span<const View> views) override {
    Cost cost;
    if (options_.sequential == Sequential::ncm && !trained_) {
      pretrain(views.front().image.camera.width, cost.preparation);
    }
    double milliseconds = 0;
    {
      const runner::CpuTimer timer(milliseconds);
      const Examples examples = examples_from(views, objects_, cost.operations);
      if (options_.sequential == Sequential::ncm) {
        add_means(examples, cost.operations);
      } else {
        learn_weights(examples, cost.operations);
      }
      trained_ = true;
    }
    cost.cpu_seconds = 1e-3 * milliseconds;
    return cost;
  }

  Answer recognise(const View& view) override {
    Answer answer;
    if (!trained_) return answer;
    double milliseconds = 0;
    Tensor image;
    CnnInput input;
    {
      const runner::CpuTimer timer(milliseconds);
      const torch::NoGradGuard no_gradients;
      input = network_input(view, options_.input, answer.cost.operations);
      image = torch::from_blob(input.values.data(), {1, kInputChannels, options_.input, options_.input})
                  .clone()
                  .to(options_.device);
      NetworkOutput out = network_->forward(image);
      if (options_.sequential == Sequential::ncm) {
        out.logits = -(means_ - out.features).square().sum(1, true).t();
        out.logits.masked_fill_((counts_ == 0).unsqueeze(0), -1e30);
      }
      answer.object = static_cast<int>(out.logits.argmax(1).item<std::int64_t>());
      if (options_.sequential != Sequential::ncm) answer.X_WO = pose_of(out, answer.object, input);
    }
    // Effective operations differ a little from view to view: the mean over the first few stands for the others.
    if (counted_views_ < kCountedViews) {
      counted_ += count_forward(network_, image).pass(1);
      ++counted_views_;
    }
    answer.cost.operations += counted_ / counted_views_;
    answer.cost.cpu_seconds = 1e-3 * milliseconds;
    return answer;
  }

  [[nodiscard]] std::uint64_t footprint_bytes() const override {
    Network network = network_;
    return 4 * weight_count(network);
  }

 private:
  [[nodiscard]] cortex::Pose pose_of(const NetworkOutput& out, int object, const CnnInput& input) const {
    const Tensor pose = out.pose[0][object].unsqueeze(0).to(torch::kCPU);
    const Tensor R = rotation_from_6d(pose.slice(1, 0, 6))[0];
    cortex::Pose X_WO = cortex::Pose::Identity();
    cortex::Vector3 offset;
    for (int row = 0; row < 3; ++row) {
      for (int column = 0; column < 3; ++column) X_WO.linear()(row, column) = R[row][column].item<double>();
      offset[row] = kNetworkUnit_m * pose[0][6 + row].item<double>();
    }
    const auto& reference = objects_[static_cast<std::size_t>(object)].reference;
    X_WO.translation() = input.middle_W + offset - X_WO.linear() * reference.center_O;
    return X_WO;
  }

  /// Points and diameters of the objects, for the pose's loss.
  void set_points(std::span<const runner::Object> objects) {
    std::vector<float> points;
    std::vector<float> diameters;
    for (const runner::Object& object : objects) {
      const auto& reference = object.reference;
      for (std::size_t i = 0; i < kLossPoints; ++i) {
        const std::size_t which = i * reference.p_O.size() / kLossPoints;
        const cortex::Vector3 p = (reference.p_O[which].cast<double>() - reference.center_O) / kNetworkUnit_m;
        for (int axis = 0; axis < 3; ++axis) points.push_back(static_cast<float>(p[axis]));
      }
      diameters.push_back(static_cast<float>(reference.diameter_m / kNetworkUnit_m));
    }
    const auto n = static_cast<std::int64_t>(objects.size());
    points_ = torch::tensor(points).view({n, static_cast<std::int64_t>(kLossPoints), 3}).to(options_.device);
    diameters_ = torch::tensor(diameters).to(options_.device);
  }

  /// Trains the backbone of the nearest-class-mean readout on other objects; it then stays as it is.
  void pretrain(int pixels, ledger::Operations& operations) {
    datasets::Experiment others;
    others.object_seed = kOtherObjects;
    const std::vector<runner::Object> objects = runner::load_objects(others, {}, 1);
    options_.network.objects = static_cast<int>(objects.size());
    network_ = Network(options_.network);
    network_->to(options_.device);
    set_points(objects);
    const ViewSource source(objects, pixels);
    const std::vector<View> views =
        source.views(options_.network.objects, Purpose::development, seed_, kOtherViews, Condition::clean);
    learn_weights(examples_from(views, objects, operations), operations);
  }

  Examples examples_from(std::span<const View> views, std::span<const runner::Object> among,
                         ledger::Operations& operations) {
    std::vector<Tensor> images;
    std::vector<std::int64_t> objects;
    std::vector<float> R;
    std::vector<float> t;
    for (const View& view : views) {
      CnnInput input = network_input(view, options_.input, operations);
      images.push_back(torch::from_blob(input.values.data(), {kInputChannels, options_.input, options_.input}).clone());
      objects.push_back(view.object);
      const auto& reference = among[static_cast<std::size_t>(view.object)].reference;
      const cortex::Vector3 offset = (view.X_WO * reference.center_O - input.middle_W) / kNetworkUnit_m;
      for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 3; ++column) R.push_back(static_cast<float>(view.X_WO.linear()(row, column)));
        t.push_back(static_cast<float>(offset[row]));
      }
    }
    const auto n = static_cast<std::int64_t>(views.size());
    Examples examples{torch::stack(images), torch::tensor(objects, torch::kLong), torch::tensor(R).view({n, 3, 3}),
                      torch::tensor(t).view({n, 3})};
    examples.images = examples.images.to(options_.device);
    examples.objects = examples.objects.to(options_.device);
    examples.R = examples.R.to(options_.device);
    examples.t = examples.t.to(options_.device);
    return examples;
  }

  void learn_weights(const Examples& fresh, ledger::Operations& operations) {
    const Examples examples = options_.sequential == Sequential::replay ? join(fresh, kept_) : fresh;
    const TrainingLog log = train(network_, examples, points_, diameters_, options_.training, memory_, seed_);
    counted_views_ = 0;
    counted_ = {};
    const ForwardCost forward = count_forward(network_, examples.images.slice(0, 0, 1));
    // The backward pass computes gradients of inputs and of weights: twice the forward pass. AdamW reads and writes
    // weight, gradient and two moments, some twelve operations a weight.
    for (const auto& [batch, steps] : log.steps_of_batch) operations += forward.pass(batch) * (3 * steps);
    operations += forward.pass(log.held_out) * log.validations;
    const std::uint64_t weights = weight_count(network_);
    operations.flops += log.steps * weights * 12;
    operations.add_bytes(ledger::level_of(16 * weights), log.steps * weights * 4 * 7);
    if (options_.sequential == Sequential::ewc) {
      remember(network_, fresh, points_, diameters_, options_.training, memory_);
      operations += forward.pass(1) * (3 * static_cast<std::uint64_t>(fresh.count()));
    }
    if (options_.sequential == Sequential::replay) keep(fresh);
  }

  /// Some views of each object, for replay.
  void keep(const Examples& fresh) {
    std::vector<std::int64_t> chosen;
    std::vector<int> of_object(objects_.size(), 0);
    const Tensor objects = fresh.objects.to(torch::kCPU);
    for (std::int64_t i = 0; i < fresh.count(); ++i) {
      if (of_object[static_cast<std::size_t>(objects[i].item<std::int64_t>())]++ < options_.replayed)
        chosen.push_back(i);
    }
    kept_ = join(kept_, select(fresh, torch::tensor(chosen, torch::kLong).to(options_.device)));
  }

  /// Nearest class mean (Mensink et al. 2013) on the frozen backbone's features.
  void add_means(const Examples& fresh, ledger::Operations& operations) {
    const torch::NoGradGuard no_gradients;
    network_->eval();
    const Tensor features = network_->forward(fresh.images).features;
    if (!means_.defined()) {
      means_ = torch::zeros({static_cast<std::int64_t>(objects_.size()), features.size(1)}, features.options());
      counts_ = torch::zeros({static_cast<std::int64_t>(objects_.size())}, features.options());
    }
    for (std::int64_t i = 0; i < fresh.count(); ++i) {
      const auto object = fresh.objects[i].item<std::int64_t>();
      counts_[object] += 1;
      means_[object] += (features[i] - means_[object]) / counts_[object];
    }
    operations += count_forward(network_, fresh.images.slice(0, 0, 1)).pass(static_cast<std::uint64_t>(fresh.count()));
  }

  Options options_;
  std::span<const runner::Object> objects_;
  std::uint64_t seed_;
  Network network_{nullptr};
  Tensor points_, diameters_;
  bool trained_ = false;
  Examples kept_;
  WeightMemory memory_;
  Tensor means_, counts_;
  ledger::Operations counted_;
  std::uint64_t counted_views_ = 0;
};

}  // namespace

bool has_cnns() { return true; }

std::unique_ptr<Contestant> make_cnn_contestant(Settings& settings, std::span<const runner::Object> objects,
                                                std::uint64_t seed) {
  const Options options = read_options(settings, static_cast<int>(objects.size()));
  return std::make_unique<CnnContestant>(options, objects, seed);
}

}  // namespace colonnade::benchmark
