#include "learning_note.h"

#include <fstream>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>

#include "test_folder.h"

namespace colonnade::runner {
namespace {

TEST(LearningNote, ABrokenOneNamesFileAndPlace) {
  const TestFolder folder;
  const auto file = folder.path() / "m.learning.json";
  const auto refused = [&](const char* text) {
    std::ofstream(file) << text;
    try {
      (void)LearningNote(folder.path() / "m.colonnade", 1);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(refused("{\"parts\": [\n"), file.string() + ":1:12: the file ends here, within a list, object or text");
  EXPECT_EQ(refused("[]"), file.string() + ": must be an object { ... }, not []");
  EXPECT_EQ(refused("{\"parts\": 5}"), file.string() + ": parts must be a list [ ... ], not 5");
  EXPECT_EQ(refused("{\"parts\": [{\"objects\": -1}]}"),
            file.string() + ": parts[0].objects must be a whole number from 0 up, not -1");
  EXPECT_EQ(refused("{\"seconds\": \"1,5\"}"), file.string() + ": seconds must be a number, not \"1,5\"");
}

}  // namespace
}  // namespace colonnade::runner
