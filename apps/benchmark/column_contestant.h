#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/region.h>
#include <colonnade/ledger/cache_model.h>
#include <colonnade/ledger/column_operations.h>
#include <colonnade/sensors/sensor_module.h>

#include "compute/compute.h"
#include "contestant.h"

namespace colonnade::benchmark {

struct ColumnContestantOptions {
  int columns = 1;                             ///< 1, or 5 that look at a cross of places
  int sensations = 60;                         ///< at most, in one recognition: of the object and beside it
  double beside_m = 6e-3;                      ///< beyond the outline, where the eye looks beside the object; 0: never
  double spacing_m = 4e-3;                     ///< between glimpses while learning, on the surface
  bool skip_expected = true;                   ///< learning takes no glimpse of what looks as it is known to look
  double cross_m = 0.01;                       ///< arms of the cross
  int patch_pixels = 24;                       ///< side of a glimpse
  double window_pixels = 8;                    ///< least radius of the surface fit
  cuda::Backend backend = cuda::Backend::cpu;  ///< all contestants have one thread of the processor, unless asked
  cortex::ColumnOptions column;

  /// Fewer sensations and less search than usual, since each costs energy. Places count for more, since the poses of
  /// training views are exact. Few views leave sides unseen: displacements count, and normals for less, since a right
  /// pose then often meets another side's segments.
  ColumnContestantOptions() {
    column.evidence.location = 1.4;
    column.evidence.offset_sd_m = 1.5e-3;
    column.evidence.normal = 1.2;
    column.evidence.displaced = 1;
    column.min_sensations = 6;
    column.refined_per_sensation = 2;
    column.burst_segments = 0;
    column.scanned_per_pair = 512;
    column.candidates_per_pair = 8;
  }
};

/// Colonnade with the distant agent's eye: glimpses are patches of the very image that all contestants get. It learns
/// from a raster of glimpses, and recognises by looking around.
class ColumnStudent {
 public:
  /// @param observer of the columns' memory traffic, or null; must outlive this.
  ColumnStudent(const ColumnContestantOptions& options, std::span<const runner::Object> objects,
                cortex::AccessObserver* observer);
  void learn(std::span<const View> views);
  [[nodiscard]] Answer recognise(const View& view);
  /// From now on the columns compute with this; it must outlive them. They must have learned something.
  void compute_with(runner::Compute& compute);

  /// What the columns did in the last recognition, and what was done on their memories in all.
  [[nodiscard]] cortex::Statistics recognition_statistics() const;
  [[nodiscard]] cortex::Statistics memory_statistics() const;
  /// What the sensors did in the last learning or recognition.
  [[nodiscard]] const ledger::Operations& sensing() const { return sensing_; }
  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  /// The sensations of all columns around a place that the middle one has sensed.
  void cross(const View& view, const cortex::Sensation& middle,
             std::vector<std::optional<cortex::Sensation>>& sensations);
  /// How the view's object looks as a whole, if that counts; charged.
  std::optional<cortex::Gist> glance(const View& view);
  /// Which space around the view's object is empty, if that counts; charged.
  std::optional<cortex::Outline> trace(const View& view);
  void learn_view(const View& view);
  /// Whether every column knows the object as its pixel of the cross around (u, v) looks; charged.
  /// @param numbers the object's, for each column.
  bool expected(const View& view, int u, int v, std::span<const cortex::ObjectId> numbers, const cortex::Pose& X_OW);
  std::optional<cortex::Sensation> glimpse(const View& view, int u, int v, std::size_t sensor);
  void charge_glimpse(const View& view, double depth_m);

  // One column recognises on its own: there is nobody to vote with.
  [[nodiscard]] bool alone() const { return columns_.size() == 1; }
  [[nodiscard]] std::size_t size() const { return alone() ? 1 : region_->size(); }
  [[nodiscard]] cortex::Column& column(std::size_t c) { return alone() ? columns_[0] : region_->column(c); }
  [[nodiscard]] const cortex::Column& column(std::size_t c) const { return alone() ? columns_[0] : region_->column(c); }
  /// Several columns join into a region.
  void take(std::vector<cortex::Column> columns);
  void reset();
  void sense(std::span<const std::optional<cortex::Sensation>> sensations);
  [[nodiscard]] const cortex::Percept& percept() const { return alone() ? columns_[0].percept() : region_->percept(); }

  ColumnContestantOptions options_;
  std::span<const runner::Object> objects_;
  std::vector<cortex::Column> columns_;   ///< the one, or none
  std::optional<cortex::Region> region_;  ///< of several
  std::vector<sensors::SensorModule> modules_;
  sensors::RgbdPatch patch_;
  ledger::Operations sensing_;
};

/// Two equal students: one is timed, the other's memory traffic goes through a model of caches.
class ColumnContestant final : public Contestant {
 public:
  ColumnContestant(const ColumnContestantOptions& options, std::span<const runner::Object> objects);
  Cost learn(std::span<const View> views) override;
  [[nodiscard]] Answer recognise(const View& view) override;
  void count_operations(bool counting) override { counting_ = counting; }
  [[nodiscard]] std::uint64_t footprint_bytes() const override;

 private:
  /// Whatever the columns compute with, other than the processor.
  std::optional<runner::Compute> compute_;

  /// Traffic of some work of the counted student, from empty caches.
  template <class Work>
  ledger::Traffic observed(Work&& work);
  void count(const cortex::Statistics& statistics, const ledger::Traffic& moved, Cost& cost) const;

  ledger::CacheModel cache_;
  ColumnStudent timed_;
  ColumnStudent counted_;
  bool counting_ = true;
};

/// Operations that turn one patch into a sensation: the patch is cut out of the image, and the square around the
/// surface fit's window takes part in everything; all rounds of the fit are charged.
/// @param window_pixels side of that square, @param image_pixels number of the image's.
[[nodiscard]] ledger::Operations glimpse_operations(int patch_pixels, int window_pixels, std::uint64_t image_pixels);

/// Operations that choose where to look next on the object, and then beside it.
/// @param beside whether it looks there.
[[nodiscard]] ledger::Operations choice_operations(std::uint64_t image_pixels, bool beside);

/// Operations that turn an image into a gist.
/// @param looks places on the object, @param pixels of the image.
[[nodiscard]] ledger::Operations gist_operations(std::uint64_t looks, std::uint64_t pixels);

/// Operations that turn an image into an outline.
/// @param outline the one that came of it, @param camera the image's.
[[nodiscard]] ledger::Operations outline_operations(const cortex::Outline& outline,
                                                    const sensors::PinholeCamera& camera);

/// Side of the square around the window of a surface fit at this depth.
[[nodiscard]] int window_side(const sensors::PinholeCamera& camera, double depth_m, double least_radius_pixels,
                              int patch_pixels);

}  // namespace colonnade::benchmark
