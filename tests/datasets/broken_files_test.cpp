#include <algorithm>
#include <string>
#include <vector>

#include <colonnade/datasets/experiment_file.h>
#include <gtest/gtest.h>

#include "support.h"

namespace colonnade::datasets {
namespace {

namespace fs = std::filesystem;

// Each file in broken/ starts with `# expect LINE: TEXT`: the place and a part of the message that must refuse it.
class BrokenFile : public testing::TestWithParam<std::string> {};

TEST_P(BrokenFile, IsRefusedWithItsPlace) {
  const fs::path file = fs::path(COLONNADE_TEST_DIR) / "broken" / GetParam();
  std::string first;
  std::getline(std::ifstream(file), first);
  const std::string mark = "# expect ";
  ASSERT_TRUE(first.starts_with(mark)) << first;
  const std::size_t colon = first.find(": ");
  const std::string place = file.string() + ":" + first.substr(mark.size(), colon - mark.size()) + ": ";
  const std::string text = first.substr(colon + 2);

  const std::string message = error_of([&] { (void)load_experiment(file.string()); });
  EXPECT_TRUE(message.starts_with(place)) << message << "\nshould start with\n" << place;
  EXPECT_NE(message.find(text), std::string::npos) << message << "\nshould say\n" << text;
}

std::vector<std::string> broken_files() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(COLONNADE_TEST_DIR) / "broken")) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Corpus, BrokenFile, testing::ValuesIn(broken_files()),
                         [](const auto& file) { return file.param.substr(0, file.param.find('.')); });

}  // namespace
}  // namespace colonnade::datasets
