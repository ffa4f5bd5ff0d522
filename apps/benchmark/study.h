#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "energy.h"

namespace colonnade::benchmark {

/// What a study does; everything that its results depend on.
struct Study {
  std::string object_set = "builtin";
  std::vector<int> object_counts{10};  ///< the first so many objects of the set
  std::vector<int> views{1, 2, 4, 8};  ///< training views per object
  int seeds = 1;
  std::uint64_t first_seed = 1;
  int tests = 3;                         ///< test views per object and seed
  int pixels = 256;                      ///< side of the images
  std::vector<std::string> contestants;  ///< of the learning curve
  std::vector<std::string> sequential;   ///< of the continual task
  int sequential_objects = 6;
  int sequential_views = 4;
  std::vector<std::string> growth;  ///< of the task of diminishing returns
  int growth_views = 8;
  std::vector<std::string> search;  ///< settings tried; the best of each kind is used by all tasks
  int search_objects = 24;          ///< so many, of so few views, that not all settings name them all
  int search_views = 2;
  int search_tests = 8;     ///< test views per object
  int timing_repeats = 5;   ///< interleaved
  double inferences = 1e6;  ///< of the life-cycle total
};

/// The study that is embedded: built-in objects, minutes. And the whole one on the YCB objects, hours.
/// CNNs are left out where this build has none.
[[nodiscard]] Study quick_study();
[[nodiscard]] Study full_study();
/// What of the whole study fits into half an hour on one core: the curves of all 77 objects ("all77"), or of the ten
/// distinct ones with the other tasks ("distinct10"). @throws InputError for another name.
[[nodiscard]] Study thinned_study(const std::string& object_set);

/// The study, in the folder of its results: written when it begins.
inline constexpr const char* kStudyFile = "study.json";

/// What one call of the program was asked for.
struct StudyRun {
  Study study;
  std::filesystem::path data;
  std::filesystem::path output;  ///< empty: a new folder in `runs`
  std::filesystem::path runs;    ///< made only once the study can begin
  bool resume = false;
  runner::EnergyOptions energy;
  std::vector<std::string> command_line;
};

/// The study as JSON, all that its results depend on.
[[nodiscard]] nlohmann::ordered_json to_json(const Study& study);

/// Runs what is not done yet, and writes jobs.jsonl, summary.json, a CSV file for each task and report.html.
/// @returns the folder that they are in. @throws InputError, Interrupted.
std::filesystem::path run_study(StudyRun run);

}  // namespace colonnade::benchmark
