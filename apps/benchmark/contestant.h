#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <colonnade/cortex/frames.h>
#include <colonnade/ledger/column_operations.h>

#include "views.h"

namespace colonnade::benchmark {

/// What some work took: counted operations, and CPU time of this thread.
struct Cost {
  ledger::Operations operations;
  std::vector<ledger::EventCost> events;  ///< where they go; empty for a contestant that does not say
  double cpu_seconds = 0;
  /// Done once before anything is learned, and in neither of the two: a backbone trained on other objects.
  ledger::Operations preparation;

  [[nodiscard]] ledger::Operations total() const { return operations + preparation; }
  Cost& operator+=(const Cost& other) {
    operations += other.operations;
    preparation += other.preparation;
    ledger::add(events, other.events);
    cpu_seconds += other.cpu_seconds;
    return *this;
  }
};

/// What a contestant says of a view.
struct Answer {
  int object = -1;                   ///< -1: no idea
  std::optional<cortex::Pose> X_WO;  ///< none: it has no idea how it lies
  Cost cost;
};

/// One who learns objects from views and recognises them in others. All get the same views and nothing else.
class Contestant {
 public:
  virtual ~Contestant() = default;

  /// @throws InputError when it cannot see images of this side.
  virtual void check_images(int /*pixels*/) const {}
  /// Learns one or several new objects (all views of each come together); what was learned before should stay.
  virtual Cost learn(std::span<const View> views) = 0;
  [[nodiscard]] virtual Answer recognise(const View& view) = 0;
  /// Whether answers say their operations; counting may disturb the processor's caches, so it is off while timing.
  virtual void count_operations(bool /*counting*/) {}
  /// Bytes of what was learned and is needed for recognition (NeuroBench's footprint).
  [[nodiscard]] virtual std::uint64_t footprint_bytes() const = 0;
};

/// Makes a contestant that knows nothing, for these objects.
/// @param name what it is and how it differs from its defaults: `column`, `columns5`, `column:sensations=40`,
/// `nearest`,
///   `cnn_small`, `cnn_small:augment=0,width=2`, ... (docs/benchmark.md lists all).
/// @throws InputError for unknown names and values, and for CNNs in a build without libtorch.
[[nodiscard]] std::unique_ptr<Contestant> make_contestant(const std::string& name,
                                                          std::span<const runner::Object> objects, std::uint64_t seed);

/// True when this build has CNNs.
[[nodiscard]] bool has_cnns();

}  // namespace colonnade::benchmark
