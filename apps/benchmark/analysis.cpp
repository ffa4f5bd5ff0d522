#include "analysis.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <tuple>

#include <colonnade/ledger/project_ledger.h>
#include <nlohmann/json.hpp>

#include "cnn_contestant.h"
#include "settings.h"
#include "statistics.h"

namespace colonnade::benchmark {

using Json = nlohmann::ordered_json;

namespace {

/// Where a rising share first reaches the target, over the logarithm of views.
std::optional<double> reach(const Curve& curve, double target, const std::function<double(const CurvePoint&)>& share) {
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const double y1 = share(curve.points[i]);
    if (y1 < target) continue;
    const double x1 = std::log2(curve.points[i].views);
    if (i == 0) return curve.points[i].views;
    const double x0 = std::log2(curve.points[i - 1].views);
    const double y0 = share(curve.points[i - 1]);
    return std::exp2(x0 + (x1 - x0) * (target - y0) / (y1 - y0));
  }
  return std::nullopt;
}

ledger::ModelledJoules interpolate(const Curve& curve, double views,
                                   const std::function<ledger::ModelledJoules(const CurvePoint&)>& joules) {
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const CurvePoint& after = curve.points[i];
    if (after.views < views && i + 1 < curve.points.size()) continue;
    if (i == 0 || after.views <= views) return joules(after);
    const CurvePoint& before = curve.points[i - 1];
    const double t = std::log(views / before.views) / std::log(static_cast<double>(after.views) / before.views);
    const ledger::ModelledJoules a = joules(before);
    const ledger::ModelledJoules b = joules(after);
    const auto between = [t](double x, double y) { return std::exp((1 - t) * std::log(x) + t * std::log(y)); };
    return {between(a.low, b.low), between(a.high, b.high)};
  }
  return {};
}

std::optional<double> median_of(std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return runner::median(values);
}

}  // namespace

bool names_cnn(const std::string& contestant) { return is_cnn(Settings(contestant).kind()); }

std::vector<Curve> curves_of(const std::vector<Json>& jobs, const std::string& task) {
  std::vector<Curve> curves;
  std::map<std::tuple<std::string, int, std::string, int>, std::pair<std::vector<double>, std::vector<double>>> errors;
  for (const Json& job : jobs) {
    if (job.at("task") != task) continue;
    for (const auto& [condition, result] : job.at("conditions").items()) {
      const std::string name = job.at("contestant").get<std::string>();
      const int objects = job.at("objects").get<int>();
      auto curve = std::find_if(curves.begin(), curves.end(), [&, &where = condition](const Curve& c) {
        return c.contestant == name && c.objects == objects && c.condition == where;
      });
      if (curve == curves.end()) curve = curves.insert(curves.end(), Curve{name, objects, condition, {}});
      const int views = job.at("views").get<int>();
      auto point = std::find_if(curve->points.begin(), curve->points.end(),
                                [views](const CurvePoint& p) { return p.views == views; });
      if (point == curve->points.end()) {
        point = curve->points.insert(curve->points.end(), CurvePoint{});
        point->views = views;
        point->settings = job.at("settings").get<std::string>();
      }
      ++point->seeds;
      point->tests += result.at("tests").get<int>();
      point->correct += result.at("correct").get<int>();
      point->posed += result.at("posed").get<int>();
      auto& [rotations, distances] = errors[{name, objects, condition, views}];
      if (result.at("rotation_error_deg_median").is_number()) {
        rotations.push_back(result.at("rotation_error_deg_median").get<double>());
        distances.push_back(result.at("add_s_mm_median").get<double>());
      }
      // Sums for now; divided by the number of seeds below.
      point->training_pixels += job.at("training_pixels").get<double>();
      point->learning += ledger::operations_from_json(job.at("learning").at("operations"));
      point->learning_cpu_seconds += job.at("learning").at("cpu_seconds").get<double>();
      point->recognition += ledger::operations_from_json(result.at("operations"));
      point->recognition_cpu_seconds += result.at("cpu_seconds").get<double>();
      point->footprint_bytes += job.at("footprint_bytes").get<double>();
    }
  }
  for (Curve& curve : curves) {
    for (CurvePoint& p : curve.points) {
      auto& [rotations, distances] = errors[{curve.contestant, curve.objects, curve.condition, p.views}];
      p.rotation_error_deg = median_of(rotations);
      p.add_s_mm = median_of(distances);
      const double n = p.seeds;
      p.training_pixels /= n;
      p.learning = p.learning / static_cast<std::uint64_t>(p.seeds);
      p.recognition = p.recognition / static_cast<std::uint64_t>(p.seeds);
      p.learning_cpu_seconds /= n;
      p.recognition_cpu_seconds /= n;
      p.footprint_bytes /= n;
    }
    std::sort(curve.points.begin(), curve.points.end(),
              [](const CurvePoint& a, const CurvePoint& b) { return a.views < b.views; });
  }
  return curves;
}

Crossing crossing(const Curve& curve, Measure measure, double target) {
  const auto count = [measure](const CurvePoint& p) { return measure == Measure::named ? p.correct : p.posed; };
  const auto limit = [&](std::size_t which) {
    return [&count, which](const CurvePoint& p) { return runner::wilson_interval(count(p), p.tests)[which]; };
  };
  return {reach(curve, target, [&](const CurvePoint& p) { return static_cast<double>(count(p)) / p.tests; }),
          reach(curve, target, limit(1)), reach(curve, target, limit(0))};
}

ledger::ModelledJoules learning_joules_at(const Curve& curve, double views, const ledger::EnergyTable& table) {
  return interpolate(curve, views, [&](const CurvePoint& p) { return ledger::model_energy(p.learning, table); });
}

ledger::ModelledJoules recognition_joules_at(const Curve& curve, double views, const ledger::EnergyTable& table) {
  return interpolate(curve, views, [&](const CurvePoint& p) { return ledger::model_energy(p.recognition, table); });
}

}  // namespace colonnade::benchmark
