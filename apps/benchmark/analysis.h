#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include <colonnade/ledger/energy_table.h>
#include <colonnade/ledger/operations.h>
#include <nlohmann/json_fwd.hpp>

namespace colonnade::benchmark {

/// One contestant at one number of training views, over all seeds.
struct CurvePoint {
  int views = 0;               ///< per object
  std::string settings;        ///< those of the contestant, the search's included
  double training_pixels = 0;  ///< sensed, mean over seeds
  int seeds = 0;
  int tests = 0;
  int correct = 0;
  int posed = 0;
  std::optional<double> rotation_error_deg;  ///< median of the seeds' medians
  std::optional<double> add_s_mm;
  ledger::Operations learning;     ///< mean over seeds
  ledger::Operations recognition;  ///< of one view, mean
  double learning_cpu_seconds = 0;
  double recognition_cpu_seconds = 0;
  double footprint_bytes = 0;

  [[nodiscard]] double accuracy() const { return static_cast<double>(correct) / tests; }
  [[nodiscard]] double pose_share() const { return static_cast<double>(posed) / tests; }
};

/// A learning curve: one contestant, number of objects and condition.
struct Curve {
  std::string contestant;
  int objects = 0;
  std::string condition;
  std::vector<CurvePoint> points;  ///< by rising number of views
};

/// All curves of a task (`curve` or `growth`) in the jobs, in their order.
[[nodiscard]] std::vector<Curve> curves_of(const std::vector<nlohmann::ordered_json>& jobs, const std::string& task);

/// Which share a target is about.
enum class Measure { named, posed };

/// Views per object at which a share is reached. All by interpolation of shares over the logarithm of views; `low` and
/// `high` from the curves of the shares' 95 % Wilson limits. Nothing: not reached within the views tried.
struct Crossing {
  std::optional<double> views, low, high;
};
[[nodiscard]] Crossing crossing(const Curve& curve, Measure measure, double target);

/// Modelled joules of learning at so many views, interpolated over logarithms between the measured points.
[[nodiscard]] ledger::ModelledJoules learning_joules_at(const Curve& curve, double views,
                                                        const ledger::EnergyTable& table);
/// ... and of recognising one view.
[[nodiscard]] ledger::ModelledJoules recognition_joules_at(const Curve& curve, double views,
                                                           const ledger::EnergyTable& table);

/// True for names of dense CNNs.
[[nodiscard]] bool names_cnn(const std::string& contestant);

}  // namespace colonnade::benchmark
