// A data directory: ycb/index.csv and the meshes that it names.

#include <colonnade/datasets/objects.h>

#include "../bundle.h"
#include "../format.h"

namespace colonnade::fuzz {
namespace {

constexpr std::array<std::string_view, 12> kTokens{"file", "monty_name",   ",",   ";",    "\t", "\"", "\"\"", "\r\n",
                                                   "\n",   "\xef\xbb\xbf", "../", "a.obj"};

void read(std::string_view input) {
  const Folder folder(input);
  const datasets::ObjectSet set = datasets::open_objects("ycb", folder.path());
  for (const std::string& name : set.names()) {
    try {
      (void)set.load(name);
    } catch (const InputError&) {  // one mesh is broken, others may not be
    }
  }
}

}  // namespace

Format object_set_format() { return {.name = "object_set", .read = read, .tokens = kTokens, .mutate = mutate_bundle}; }

}  // namespace colonnade::fuzz
