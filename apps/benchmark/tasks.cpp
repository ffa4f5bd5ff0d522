#include "tasks.h"

#include <sched.h>

#include <algorithm>
#include <fstream>

#include <colonnade/cortex/error.h>
#include <colonnade/datasets/objects.h>
#include <colonnade/ledger/project_ledger.h>
#include <fmt/core.h>

#include "console.h"
#include "interrupt.h"
#include "settings.h"
#include "statistics.h"

namespace colonnade::benchmark {

using Json = nlohmann::ordered_json;

namespace {

/// The search's objects, whatever those of the study are; its views are of development seeds.
constexpr const char* kSearchSet = "builtin";

/// Costs by event, of one of n.
Json events_json(const std::vector<ledger::EventCost>& events, std::uint64_t n) {
  Json rows = Json::array();
  for (const ledger::EventCost& e : events) {
    if (e.operations == ledger::Operations{}) continue;
    rows.push_back({{"event", e.event},
                    {"count", static_cast<double>(e.count) / static_cast<double>(n)},
                    {"operations", ledger::to_json(e.operations / n)}});
  }
  return rows;
}

/// How a contestant did on some views.
struct Score {
  int tests = 0;
  int correct = 0;
  int posed = 0;                            ///< right object, and ADD-S below a tenth of its diameter
  std::vector<double> rotation_errors_deg;  ///< where the object was right
  std::vector<double> add_s_mm;
  Cost cost;

  void add(const Answer& answer, const View& view, const runner::Object& object) {
    ++tests;
    cost += answer.cost;
    if (answer.object != view.object) return;
    ++correct;
    if (!answer.X_WO) return;
    const double distance = runner::add_s(object.reference, *answer.X_WO, view.X_WO);
    posed += distance < 0.1 * object.reference.diameter_m ? 1 : 0;
    add_s_mm.push_back(1e3 * distance);
    rotation_errors_deg.push_back(cortex::rotation_distance(answer.X_WO->linear(), view.X_WO.linear()) *
                                  57.29577951308232);
  }
  [[nodiscard]] Json json() const {
    const auto maybe = [](const std::vector<double>& values) {
      return values.empty() ? Json(nullptr) : Json(runner::median(values));
    };
    const auto n = static_cast<std::uint64_t>(std::max(tests, 1));
    return {{"tests", tests},
            {"correct", correct},
            {"posed", posed},
            {"rotation_error_deg_median", maybe(rotation_errors_deg)},
            {"add_s_mm_median", maybe(add_s_mm)},
            {"operations", ledger::to_json(cost.operations / n)},
            {"events", events_json(cost.events, n)},
            {"cpu_seconds", cost.cpu_seconds / static_cast<double>(n)}};
  }
};

/// @throws InputError when the set has fewer objects.
void check_count(const std::string& set, int count, const std::filesystem::path& data) {
  const std::size_t there = datasets::open_objects(set, data).names().size();
  if (there < static_cast<std::size_t>(count)) {
    throw InputError(fmt::format("object set '{}' has {} objects, not {}", set, there, count));
  }
}

std::vector<runner::Object> load(const std::string& set, std::uint64_t object_seed, int count,
                                 const std::filesystem::path& data) {
  check_count(set, count, data);
  datasets::Experiment experiment;
  experiment.object_set = set;
  experiment.object_seed = object_seed;
  experiment.max_objects = count;
  return runner::load_objects(experiment, data, 1);
}

Score test(Contestant& contestant, const ViewSource& source, int objects, Purpose purpose, std::uint64_t seed,
           int tests, Condition condition) {
  Score score;
  for (int object = 0; object < objects; ++object) {
    for (int index = 0; index < tests; ++index) {
      if (runner::interrupted()) throw runner::Interrupted{};
      const View view = source.view(object, purpose, seed, static_cast<std::uint32_t>(index), condition);
      score.add(contestant.recognise(view), view, source.objects()[static_cast<std::size_t>(object)]);
    }
  }
  return score;
}

Json cost_json(const Cost& cost) {
  return {{"operations", ledger::to_json(cost.operations)},
          {"events", events_json(cost.events, 1)},
          {"cpu_seconds", cost.cpu_seconds},
          {"preparation", ledger::to_json(cost.preparation)}};
}

void say(const std::string& line) {
  runner::print_out("{}\n", line);
  runner::flush_out();
}

}  // namespace

std::string blas_library() {
  std::ifstream maps("/proc/self/maps");
  std::string found = "none";
  for (std::string line; std::getline(maps, line);) {
    const std::size_t slash = line.rfind('/');
    std::string name = slash == std::string::npos ? std::string() : line.substr(slash + 1);
    if (name.starts_with("libopenblas")) return name;
    if (name.starts_with("libmkl_core") || name.starts_with("libblas")) found = name;
  }
  return found;
}

std::map<std::string, std::string> best_settings(const std::vector<Json>& jobs) {
  std::map<std::string, std::string> best;
  std::map<std::string, int> score;
  for (const Json& job : jobs) {
    if (job.at("task") != "search") continue;
    const std::string name = job.at("contestant").get<std::string>();
    const std::string kind = Settings(name).kind();
    const Json& result = job.at("conditions").at("clean");
    const int points = result.at("correct").get<int>() + result.at("posed").get<int>();
    if (!best.contains(kind) || points > score[kind]) {
      best[kind] = name;
      score[kind] = points;
    }
  }
  return best;
}

std::vector<runner::Object> load_objects(const Study& study, const std::filesystem::path& data) {
  if (!study.search.empty()) check_count(kSearchSet, study.search_objects, {});
  int most = study.sequential.empty() ? 1 : study.sequential_objects;
  for (const int count : study.object_counts) most = std::max(most, count);
  std::vector<runner::Object> objects = load(study.object_set, 1, most, data);
  for (const auto* names : {&study.contestants, &study.sequential, &study.growth, &study.search}) {
    for (const std::string& name : *names) make_contestant(name, objects, 1)->check_images(study.pixels);
  }
  for (const std::string& name : study.search) {
    const Settings settings(name);
    if (settings.kind() == settings.searched_kind()) continue;
    throw InputError(fmt::format("--search {}: {} takes the settings that are found for {}", name, settings.kind(),
                                 settings.searched_kind()));
  }
  return objects;
}

Tasks::Tasks(const Study& study, std::span<const runner::Object> objects, JobLog& log)
    : study_(study), objects_(objects), log_(log) {}

std::string Tasks::tuned(const std::string& name) const {
  const auto best = best_settings(log_.jobs());
  const Settings settings(name);
  const auto found = best.find(settings.searched_kind());
  return found == best.end() ? name : settings.with(Settings(found->second));
}

void Tasks::search() {
  if (study_.search.empty()) return;
  std::vector<runner::Object> objects;
  for (const std::string& name : study_.search) {
    const std::string id = "search/" + name;
    if (log_.done(id)) continue;
    if (objects.empty()) objects = load(kSearchSet, 1, study_.search_objects, {});
    const ViewSource source(objects, study_.pixels);
    const auto contestant = make_contestant(name, objects, 1);
    const Cost cost = contestant->learn(
        source.views(study_.search_objects, Purpose::development, 1001, study_.search_views, Condition::clean));
    const Score score = test(*contestant, source, study_.search_objects, Purpose::development, 2001,
                             study_.search_tests, Condition::clean);
    say(fmt::format("search: {}: {} of {} named, {} posed", name, score.correct, score.tests, score.posed));
    log_.add({{"id", id},
              {"task", "search"},
              {"contestant", name},
              {"learning", cost_json(cost)},
              {"conditions", {{"clean", score.json()}}},
              {"total_operations", ledger::to_json(cost.total() + score.cost.operations)}});
  }
}

void Tasks::curve_job(const std::string& task, const std::string& name, int objects, int views, std::uint64_t seed) {
  const std::string id = fmt::format("{}/{}/objects={}/views={}/seed={}", task, name, objects, views, seed);
  if (log_.done(id)) return;
  if (runner::interrupted()) throw runner::Interrupted{};
  const auto shown = objects_.first(static_cast<std::size_t>(objects));
  const ViewSource source(shown, study_.pixels);
  const std::string settings = tuned(name);
  const auto contestant = make_contestant(settings, shown, seed);
  const std::vector<View> training = source.views(objects, Purpose::training, seed, views, Condition::clean);
  std::uint64_t pixels = 0;
  for (const View& view : training) pixels += sensed_pixels(view);
  const Cost learning = contestant->learn(training);
  ledger::Operations total = learning.total();
  Json conditions;
  std::string said;
  for (const Condition condition : kConditions) {
    const Score score = test(*contestant, source, objects, Purpose::test, seed, study_.tests, condition);
    total += score.cost.operations;
    said += fmt::format(" {} {:.1f} % ({:.1f} % posed)", name_of(condition), 100.0 * score.correct / score.tests,
                        100.0 * score.posed / score.tests);
    conditions[std::string(name_of(condition))] = score.json();
  }
  say(fmt::format("{}:{}, {:.1f} s learning", id, said, learning.cpu_seconds));
  log_.add({{"id", id},
            {"task", task},
            {"contestant", name},
            {"settings", settings},
            {"objects", objects},
            {"views", views},
            {"seed", seed},
            {"training_pixels", pixels},
            {"footprint_bytes", contestant->footprint_bytes()},
            {"learning", cost_json(learning)},
            {"conditions", conditions},
            {"total_operations", ledger::to_json(total)}});
}

void Tasks::curves() {
  // Seed by seed and from few views up, so that an interrupted study has whole curves.
  for (int s = 0; s < study_.seeds; ++s) {
    for (const int objects : study_.object_counts) {
      for (const int views : study_.views) {
        for (const std::string& name : study_.contestants) {
          curve_job("curve", name, objects, views, study_.first_seed + static_cast<std::uint64_t>(s));
        }
      }
    }
  }
}

void Tasks::growth() {
  if (study_.object_counts.empty()) return;
  const int objects = *std::min_element(study_.object_counts.begin(), study_.object_counts.end());
  for (const std::string& name : study_.growth) {
    curve_job("growth", name, objects, study_.growth_views, study_.first_seed);
  }
}

void Tasks::continual_job(const std::string& name, std::uint64_t seed) {
  const int count = study_.sequential_objects;
  const std::string id = fmt::format("continual/{}/seed={}", name, seed);
  if (log_.done(id)) return;
  const auto shown = objects_.first(static_cast<std::size_t>(count));
  const ViewSource source(shown, study_.pixels);
  const std::string settings = tuned(name);
  const auto contestant = make_contestant(settings, shown, seed);
  ledger::Operations total;
  std::vector<double> accuracy;
  std::vector<double> at_first;  // of each object, just after it was learned
  std::vector<double> last(static_cast<std::size_t>(count), 0.0);
  Json added = Json::array();
  int tests = 0;
  int correct = 0;
  for (int object = 0; object < count; ++object) {
    std::vector<View> views;
    for (int i = 0; i < study_.sequential_views; ++i) {
      views.push_back(source.view(object, Purpose::training, seed, static_cast<std::uint32_t>(i), Condition::clean));
    }
    const Cost cost = contestant->learn(views);
    total += cost.total();
    added.push_back(cost_json(cost));
    tests = correct = 0;
    for (int known = 0; known <= object; ++known) {
      Score score;
      for (int i = 0; i < study_.tests; ++i) {
        if (runner::interrupted()) throw runner::Interrupted{};
        const View view = source.view(known, Purpose::test, seed, static_cast<std::uint32_t>(i), Condition::clean);
        score.add(contestant->recognise(view), view, shown[static_cast<std::size_t>(known)]);
      }
      total += score.cost.operations;
      tests += score.tests;
      correct += score.correct;
      last[static_cast<std::size_t>(known)] = static_cast<double>(score.correct) / score.tests;
    }
    at_first.push_back(last[static_cast<std::size_t>(object)]);
    accuracy.push_back(static_cast<double>(correct) / tests);
  }
  double forgotten = 0;
  for (std::size_t i = 0; i < at_first.size(); ++i) forgotten += (at_first[i] - last[i]) / static_cast<double>(count);
  // The same learned together, for comparison.
  const auto together = make_contestant(settings, shown, seed);
  const Cost joint =
      together->learn(source.views(count, Purpose::training, seed, study_.sequential_views, Condition::clean));
  const Score joint_score = test(*together, source, count, Purpose::test, seed, study_.tests, Condition::clean);
  total += joint.total() + joint_score.cost.operations;
  say(fmt::format("{}: {:.1f} % after the last, {:.1f} % together", id, 100 * accuracy.back(),
                  100.0 * joint_score.correct / joint_score.tests));
  log_.add(
      {{"id", id},
       {"task", "continual"},
       {"contestant", name},
       {"settings", settings},
       {"objects", count},
       {"views", study_.sequential_views},
       {"seed", seed},
       {"tests", tests},
       {"correct", correct},
       {"accuracy", accuracy},
       {"forgetting", forgotten},
       {"added", added},
       {"together", {{"tests", joint_score.tests}, {"correct", joint_score.correct}, {"learning", cost_json(joint)}}},
       {"total_operations", ledger::to_json(total)}});
}

void Tasks::continual() {
  for (int s = 0; s < study_.seeds; ++s) {
    for (const std::string& name : study_.sequential) {
      continual_job(name, study_.first_seed + static_cast<std::uint64_t>(s));
    }
  }
}

void Tasks::timing() {
  const std::string id = "timing";
  if (log_.done(id) || study_.timing_repeats < 1 || study_.object_counts.empty()) return;
  const int objects = *std::min_element(study_.object_counts.begin(), study_.object_counts.end());
  const auto shown = objects_.first(static_cast<std::size_t>(objects));
  const ViewSource source(shown, study_.pixels);
  const auto training =
      source.views(objects, Purpose::training, study_.first_seed, study_.growth_views, Condition::clean);
  const auto views = source.views(objects, Purpose::test, study_.first_seed, study_.tests, Condition::clean);
  std::vector<std::unique_ptr<Contestant>> contestants;
  ledger::Operations total;
  for (const std::string& name : study_.contestants) {
    if (runner::interrupted()) throw runner::Interrupted{};
    contestants.push_back(make_contestant(tuned(name), shown, study_.first_seed));
    total += contestants.back()->learn(training).total();
    const Answer first = contestants.back()->recognise(views.front());  // warms caches, counts for all
    total += first.cost.operations * (1 + views.size() * static_cast<std::uint64_t>(study_.timing_repeats));
    contestants.back()->count_operations(false);
  }
  cpu_set_t before;
  sched_getaffinity(0, sizeof before, &before);
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<std::size_t>(std::max(0, sched_getcpu())), &one);
  sched_setaffinity(0, sizeof one, &one);
  std::vector<std::vector<double>> milliseconds(contestants.size());
  for (int repeat = 0; repeat < study_.timing_repeats; ++repeat) {
    for (std::size_t c = 0; c < contestants.size(); ++c) {
      double sum = 0;
      for (const View& view : views) {
        if (runner::interrupted()) throw runner::Interrupted{};
        sum += contestants[c]->recognise(view).cost.cpu_seconds;
      }
      milliseconds[c].push_back(1e3 * sum / static_cast<double>(views.size()));
    }
  }
  sched_setaffinity(0, sizeof before, &before);
  Json rows = Json::array();
  for (std::size_t c = 0; c < contestants.size(); ++c) {
    const auto [low, high] = std::minmax_element(milliseconds[c].begin(), milliseconds[c].end());
    rows.push_back({{"contestant", study_.contestants[c]},
                    {"cpu_ms_median", runner::median(milliseconds[c])},
                    {"cpu_ms_least", *low},
                    {"cpu_ms_most", *high}});
  }
  log_.add({{"id", id},
            {"task", "timing"},
            {"objects", objects},
            {"views", study_.growth_views},
            {"repeats", study_.timing_repeats},
            {"recognitions_per_window", views.size()},
            {"rows", rows},
            {"total_operations", ledger::to_json(total)}});
}

}  // namespace colonnade::benchmark
