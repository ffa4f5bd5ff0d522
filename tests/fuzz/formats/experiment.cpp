// Experiment files, and those that they extend.

#include <colonnade/datasets/experiment_file.h>

#include "../bundle.h"
#include "../format.h"

namespace colonnade::fuzz {
namespace {

constexpr std::array<std::string_view, 28> kTokens{"extends: ",
                                                   "name: ",
                                                   "object_set: builtin",
                                                   "objects: [mug, bowl]",
                                                   "test:\n  ",
                                                   "count: ",
                                                   "seeds: ",
                                                   "columns: ",
                                                   "column:\n",
                                                   "encoders:\n",
                                                   "rotations: ",
                                                   "&a ",
                                                   "*a",
                                                   "<<: ",
                                                   "!!int ",
                                                   "? ",
                                                   "- ",
                                                   ": ",
                                                   "{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   "\"",
                                                   "'",
                                                   "\t",
                                                   "\n",
                                                   "|\n",
                                                   "---\n"};

void read(std::string_view input) {
  const Folder folder(input);
  const datasets::Experiment experiment = datasets::load_experiment(folder.first().string());
  const std::string written = datasets::to_yaml(experiment);
  if (datasets::to_yaml(datasets::parse_experiment(written, experiment.name + ".yaml")) != written) {
    broken_promise("written and read again, the experiment is another one");
  }
}

}  // namespace

Format experiment_format() { return {.name = "experiment", .read = read, .tokens = kTokens, .mutate = mutate_bundle}; }

}  // namespace colonnade::fuzz
