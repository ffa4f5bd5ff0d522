// Nobody's objects are lost where several memories are saved into one file.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/error.h>

#include "stored_samples.h"

namespace colonnade::cortex {
namespace {

using testing::TestFolder;
using testing::touch;

void learn(Memory& memory, const std::string& name, int touches) {
  Column column(std::shared_ptr<Memory>(&memory, [](Memory*) {}));
  const ObjectId object = column.learn_object(name);
  for (int i = 0; i < touches; ++i) {
    column.learn(touch(Vector3(0.03, 0.04, 0.05), i, Pose::Identity()), object, Pose::Identity());
  }
}

/// A memory that knows this.
std::shared_ptr<Memory> knowing(const std::string& name, int touches = 20) {
  auto memory = std::make_shared<Memory>();
  learn(*memory, name, touches);
  return memory;
}

std::vector<std::string> names(const Memory& memory) {
  std::vector<std::string> result;
  for (std::uint32_t i = 0; i < memory.object_count(); ++i) result.push_back(memory.name(ObjectId(i)));
  return result;
}
std::vector<std::string> names(const std::filesystem::path& path) { return names(*Memory::load(path)); }

using Names = std::vector<std::string>;

std::string refusal(const Memory& memory, const std::filesystem::path& path, Existing existing = Existing::keep) {
  try {
    memory.save(path, existing);
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

bool says(const std::string& message, const std::string& part) { return message.find(part) != std::string::npos; }

TEST(TwoWriters, TheSecondOfTwoThatLoadedIsRefused) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  knowing("cup")->save(path);
  const auto a = Memory::load(path), b = Memory::load(path);
  learn(*a, "bowl", 20);
  learn(*b, "egg", 20);
  a->save(path);
  const std::string why = refusal(*b, path);
  EXPECT_TRUE(says(why, path.string()) && says(why, "1 object there would be lost ('bowl')")) << why;
  EXPECT_EQ(names(path), (Names{"cup", "bowl"}));
  b->save(path, Existing::merge);
  EXPECT_EQ(names(path), (Names{"cup", "bowl", "egg"}));
  EXPECT_TRUE(says(refusal(*a, path), "'egg'"));
  b->save(path, Existing::merge);
  EXPECT_EQ(names(path), (Names{"cup", "bowl", "egg"}));
}

TEST(TwoWriters, TheSecondOfTwoThatBeganWithoutAFileIsRefused) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  const auto a = knowing("cup"), b = knowing("bowl");
  a->save(path);
  EXPECT_TRUE(says(refusal(*b, path), "'cup'"));
  EXPECT_EQ(names(path), Names{"cup"});
  b->save(path, Existing::replace);
  EXPECT_EQ(names(path), Names{"bowl"});
}

TEST(TwoWriters, OneGoesOnSavingWhatItSaved) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  const auto memory = knowing("cup");
  memory->save(path);
  learn(*memory, "cup", 40);
  memory->save(path);
  learn(*memory, "bowl", 20);
  memory->save(path);
  memory->save(folder / "copy.colonnade");
  learn(*memory, "bowl", 40);
  memory->save(folder / "copy.colonnade");
  memory->save(path);
  EXPECT_EQ(names(path), (Names{"cup", "bowl"}));
}

TEST(TwoWriters, WhatIsContainedIsNotLost) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  knowing("cup")->save(path);
  const auto other = knowing("cup");
  learn(*other, "bowl", 20);
  EXPECT_EQ(refusal(*other, path), "");
  EXPECT_EQ(names(path), (Names{"cup", "bowl"}));
}

TEST(TwoWriters, AnObjectThatBothLearnedOnIsRefusedByName) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  knowing("cup")->save(path);
  const auto a = Memory::load(path), b = Memory::load(path), idle = Memory::load(path);
  learn(*a, "cup", 30);
  learn(*b, "cup", 40);
  a->save(path);
  EXPECT_TRUE(says(refusal(*b, path), "'cup'"));
  EXPECT_TRUE(says(refusal(*b, path, Existing::merge), "'cup' was learned both there and here"));
  EXPECT_EQ(refusal(*idle, path, Existing::merge), "") << "it has not changed the cup";
  EXPECT_EQ(Memory::load(path)->segment_count(), a->segment_count());
}

TEST(TwoWriters, OneSideMayLearnOnAndMerge) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  knowing("cup")->save(path);
  const auto a = Memory::load(path), b = Memory::load(path);
  learn(*a, "bowl", 20);
  a->save(path);
  learn(*b, "cup", 60);
  b->save(path, Existing::merge);
  const auto both = Memory::load(path);
  EXPECT_EQ(names(*both), (Names{"cup", "bowl"}));
  EXPECT_EQ(both->segment_count(ObjectId(0)), b->segment_count(ObjectId(0)));
  EXPECT_EQ(both->segment_count(ObjectId(1)), a->segment_count(ObjectId(1)));
}

TEST(TwoWriters, WhatIsMergedIsAnchoredByItsNewNumber) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  const auto cup = knowing("cup"), bowl = knowing("bowl");
  cup->save(path);
  bowl->save(path, Existing::merge);
  Memory expected;
  expected.merge(*cup);
  expected.merge(*bowl);
  EXPECT_TRUE(testing::same_objects(Memory::load(path)->impl().objects, expected.impl().objects));
}

TEST(TwoWriters, OtherEncodersAreNotMerged) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  knowing("cup")->save(path);
  EncoderOptions options;
  options.seed = 9;
  Memory other(options);
  learn(other, "bowl", 5);
  EXPECT_TRUE(says(refusal(other, path, Existing::merge), "other encoder options"));
  EXPECT_TRUE(says(refusal(other, path), "'cup'"));
  EXPECT_EQ(names(path), Names{"cup"});
}

/// Each of several processes saves objects of its own at the same time, from no file on. @return their exit codes.
std::vector<int> save_at_once(const std::filesystem::path& path, int processes, Existing existing) {
  std::vector<pid_t> children;
  for (int p = 0; p < processes; ++p) {
    const pid_t child = ::fork();
    if (child != 0) {
      children.push_back(child);
      continue;
    }
    int code = 0;
    for (int i = 0; i < 2 && code == 0; ++i) {
      const auto memory = knowing("object " + std::to_string(p) + "." + std::to_string(i), 5 + p);
      code = refusal(*memory, path, existing).empty() ? 0 : 2;
    }
    ::_exit(code);
  }
  std::vector<int> codes;
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    codes.push_back(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  }
  return codes;
}

TEST(TwoWriters, ProcessesThatMergeAtOnceLoseNothing) {
  const TestFolder folder;
  for (int round = 0; round < 2; ++round) {
    const auto path = folder / (std::to_string(round) + ".colonnade");
    for (const int code : save_at_once(path, 4, Existing::merge)) EXPECT_EQ(code, 0);
    EXPECT_EQ(names(path).size(), 8);
  }
}

TEST(TwoWriters, ProcessesThatDoNotMergeAreRefusedButOne) {
  const TestFolder folder;
  for (int round = 0; round < 2; ++round) {
    const auto path = folder / (std::to_string(round) + ".colonnade");
    for (const int code : save_at_once(path, 4, Existing::keep)) EXPECT_EQ(code, 2) << "others, or its own second";
    EXPECT_EQ(names(path).size(), 1) << "the first";
  }
}

TEST(TwoWriters, AnEmptyFileIsFilledByTheFirst) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  std::ofstream(path).close();
  for (const int code : save_at_once(path, 3, Existing::merge)) EXPECT_EQ(code, 0);
  EXPECT_EQ(names(path).size(), 6);
}

}  // namespace
}  // namespace colonnade::cortex
