// --set and --objects: a line each; lines that begin with "objects " are --objects.

#include <algorithm>

#include "../format.h"
#include "commands/commands.h"

namespace colonnade::fuzz {
namespace {

constexpr std::string_view kObjects = "objects ";
constexpr std::array<std::string_view, 22> kTokens{"objects ",
                                                   "objects=",
                                                   "test.",
                                                   "test.count=",
                                                   "seeds=",
                                                   "column.",
                                                   "column.encoders.",
                                                   ".",
                                                   "=",
                                                   "[",
                                                   "]",
                                                   "{",
                                                   "}",
                                                   ",",
                                                   ": ",
                                                   "#",
                                                   "&",
                                                   "*",
                                                   "!",
                                                   "object_set=ycb",
                                                   "columns=",
                                                   "rotations=[[0, 0, 0]]"};

void read(std::string_view input) {
  runner::ExperimentOptions options;
  options.name_or_file = "builtin_demo";
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string line(input.substr(0, end));
    if (line.starts_with(kObjects)) {
      options.objects.push_back(line.substr(kObjects.size()));
    } else {
      options.settings.push_back(line);
    }
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  (void)options.load();
}

}  // namespace

Format options_format() { return {.name = "options", .read = read, .tokens = kTokens}; }

}  // namespace colonnade::fuzz
