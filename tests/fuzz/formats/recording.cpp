// Recordings: all that the viewer asks of one.

#include <fstream>
#include <iterator>

#include <colonnade/cortex/memory.h>
#include <colonnade/recording/reader.h>

#include "../bundle.h"
#include "../database.h"
#include "../format.h"
#include "samples.h"

namespace colonnade::fuzz {
namespace {

using namespace recording;

constexpr std::array<std::string_view, 7> kTokens{"\n", "\x1b[2J", "\xff", "cup", "bowl", "columns", "experiment"};
constexpr int kMostSteps = 1 << 24;  // of an episode (docs/format.md)
constexpr int kStepsRead = 20;       // from each end

std::vector<std::string> seeds() {
  std::vector<std::string> result;
  for (const int steps : {0, 3}) {
    const Folder folder;
    Writer writer(folder.path() / "r", sample_info());
    write_sample(writer, 2, steps);
    writer.finish();
    std::ifstream file(folder.path() / "r", std::ios::binary);
    result.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return result;
}

void mutate(std::string& input, std::string_view other, Tokens tokens, Random& random) {
  mutate_database(input, other, tokens, random, nullptr);
}

/// Whatever is not in order must be refused where it stands, and leave the rest readable.
template <class Action>
void attempt(Action action) {
  try {
    action();
  } catch (const InputError&) {  // said what is wrong
  }
}

void check(const PatchRecord& patch) {
  const auto pixels = static_cast<std::size_t>(patch.width) * static_cast<std::size_t>(patch.height);
  if (patch.width < 1 || patch.height < 1 || patch.rgb.size() != pixels || patch.depth.size() != pixels) {
    broken_promise("a patch's pixels do not fill it");
  }
}

void check_name(const std::string& name) {
  if (!name.empty() && !cortex::is_object_name(name)) broken_promise("a name is none");
}

void read_step(const Reader& reader, int episode, int step) {
  attempt([&] { (void)reader.step(episode, step); });
  attempt([&] {
    if (const auto patch = reader.patch(episode, step)) check(*patch);
  });
}

void read(std::string_view input) {
  const Folder folder;
  Reader reader(folder.write("r", input));
  if (reader.info().columns < 1) broken_promise("no columns");
  for (const EpisodeRecord& episode : reader.episodes()) {
    if (episode.number < 0 || episode.steps < 0 || episode.steps > kMostSteps) broken_promise("numbers out of range");
    check_name(episode.object);
    check_name(episode.result);
    for (int s = 0; s < std::min(episode.steps, kStepsRead); ++s) {
      read_step(reader, episode.number, s);
      read_step(reader, episode.number, episode.steps - 1 - s);
    }
    attempt([&] { (void)reader.summaries(episode.number, 0, episode.steps); });
    attempt([&] { (void)reader.shape(episode.object); });
  }
  attempt([&] {
    for (const ObjectEntry& entry : reader.objects()) {
      check_name(entry.name);
      attempt([&] { (void)reader.object(entry.column, entry.id); });
    }
  });
  (void)reader.latest();
  attempt([&] { (void)reader.refresh(); });
}

}  // namespace

Format recording_format() { return {"recording", read, seeds, kTokens, mutate}; }

}  // namespace colonnade::fuzz
