#include <CLI/CLI.hpp>

#include <colonnade/cortex/error.h>
#include <colonnade/datasets/experiment_file.h>
#include <colonnade/datasets/objects.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "option_checks.h"

namespace colonnade::runner {

namespace {

/// The names in texts like "mug,bowl". CLI11's own delimiter loses empty ones: --objects "" would mean all objects.
std::vector<std::string> split_names(const std::vector<std::string>& texts) {
  std::vector<std::string> names;
  for (const std::string& text : texts) {
    std::size_t begin = 0;
    for (std::size_t end = 0; end != std::string::npos; begin = end + 1) {
      end = text.find(',', begin);
      names.push_back(text.substr(begin, end - begin));
      if (names.back().empty()) throw InputError(fmt::format("--objects: an object without a name in '{}'", text));
    }
  }
  return names;
}

/// The names as a list of YAML, whatever characters they have (JSON's texts are YAML's, too).
std::string yaml_list(const std::vector<std::string>& names) {
  return nlohmann::json(names).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

void ExperimentOptions::add_to(CLI::App& command) {
  command.add_option("--set", settings, "Change a value of the configuration, as in --set test.count=5")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("--objects", objects, "Only these objects of the set, as in --objects mug,bowl")
      ->expected(1)
      ->allow_extra_args(false)  // or else [mug] would be CLI11's own list
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("--seed", seed, "First test seed")->check(whole_number(0, kLargestSeed));
  command.add_option("--seeds", seeds, "How many test seeds");
  command.add_option("--threads", threads, "Threads; 0: one for each core");
  command.add_option("--data", data, "Data directory (or the environment variable COLONNADE_DATA)");
}

void ExperimentOptions::add_backend_to(CLI::App& command) {
  command
      .add_option("--backend", backend,
                  "Compute on the processor (cpu) or a GPU (cuda); auto: whichever is quicker for work of this size")
      ->capture_default_str();
}

void ExperimentOptions::add_name_to(CLI::App& command) {
  command.add_option("experiment", name_or_file, "An experiment's name (see `colonnade list`) or file")->required();
}

datasets::Experiment ExperimentOptions::load() const {
  std::vector<std::string> overrides = settings;
  if (!objects.empty()) overrides.push_back("objects=" + yaml_list(split_names(objects)));
  if (seed) overrides.push_back(fmt::format("seed={}", *seed));
  if (seeds) overrides.push_back(fmt::format("seeds={}", *seeds));
  if (threads) overrides.push_back(fmt::format("threads={}", *threads));
  return datasets::load_experiment(name_or_file, overrides);
}

std::filesystem::path ExperimentOptions::data_directory() const { return datasets::data_directory(data); }

}  // namespace colonnade::runner
