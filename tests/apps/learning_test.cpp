// What learning costs, also after kills, and what happens where there is nothing to learn.

#include "learning.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <colonnade/cortex/error.h>
#include <colonnade/datasets/experiment_file.h>
#include <colonnade/sensors/simulated_world.h>
#include <colonnade/sensors/textured_mesh.h>

#include "atomic_file.h"
#include "energy.h"
#include "learning_note.h"
#include "program.h"
#include "test_folder.h"

namespace colonnade::runner {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kFewRotations = "learning.rotations=[[0, 0, 0], [90, 0, 0], [0, 90, 0]]";

datasets::Experiment small_experiment(int columns = 1) {
  const std::vector<std::string> settings{"objects=[dice, tennis_ball, apple]", "learning.steps=12", kFewRotations,
                                          "columns=" + std::to_string(columns)};
  return datasets::load_experiment("builtin_demo", settings);
}

const std::vector<Object>& small_objects() {
  static const std::vector<Object> objects = load_objects(small_experiment(), {}, 1);
  return objects;
}

/// What learning the first objects costs, in a folder of its own.
LearningCost learn(const datasets::Experiment& experiment, const fs::path& folder, std::size_t objects, bool resume) {
  make_folder(folder);
  LearningCost cost;
  const auto files = memory_files(folder / "m.colonnade", experiment.columns);
  (void)learn_objects(experiment, std::span(small_objects()).first(objects), files, resume, 2, cost);
  return cost;
}

TEST(LearningNote, CountsWhatTheMemoryHas) {
  const TestFolder folder;
  const fs::path memory = folder.path() / "m.colonnade";
  LearningNote note(memory);
  LearningCost cost;
  for (std::size_t objects = 1; objects <= 3; ++objects) {
    cost.sensations = 10 * objects;
    cost.operations.flops = 100 * objects;
    note.add(objects, "object " + std::to_string(objects), cost);
  }
  cost.operations.flops = 7;
  note.add(3, {}, cost);
  note.save();
  EXPECT_EQ(LearningNote(memory, 0).total().operations, ledger::Operations{});
  EXPECT_EQ(LearningNote(memory, 2).total().operations.flops, 300U);
  EXPECT_EQ(LearningNote(memory, 2).total().sensations, 30U);
  EXPECT_EQ(LearningNote(memory, 3).total().operations.flops, 607U);
  EXPECT_FALSE(LearningNote(memory, 2).has_indexes(2));
  EXPECT_TRUE(LearningNote(memory, 3).has_indexes(3));
  for (const char* broken : {"", "{", "[]", "{}", R"({"parts": 3})", R"({"parts": [{"objects": -1}]})"}) {
    write_file(folder.path() / "m.learning.json", broken);
    EXPECT_THROW(LearningNote(memory, 3), InputError) << broken;
  }
}

TEST(Learning, CostsTheSameWhereverItWasKilled) {
  const TestFolder folder;
  const datasets::Experiment experiment = small_experiment();
  const std::size_t count = small_objects().size();
  const LearningCost whole = learn(experiment, folder.path() / "whole", count, false);
  ASSERT_GT(whole.operations.flops, 0U);
  const std::string note = read_file(folder.path() / "whole" / "m.learning.json");
  Json without_indexes = Json::parse(note);
  without_indexes["parts"].erase(count);
  for (std::size_t saved = 0; saved <= count; ++saved) {
    const fs::path at = folder.path() / std::to_string(saved);
    // The note is ahead of the memory: killed between the two, or with several objects in the last save.
    if (saved > 0) (void)learn(experiment, at, saved, false);
    make_folder(at);
    write_file(at / "m.learning.json", without_indexes.dump());
    const LearningCost resumed = learn(experiment, at, count, true);
    EXPECT_EQ(resumed.operations, whole.operations) << saved;
    EXPECT_EQ(resumed.sensations, whole.sensations) << saved;
    EXPECT_EQ(learn(experiment, at, count, true).operations, whole.operations) << "nothing was left to do";
  }
}

TEST(Learning, CostsTheSameWhenKilledBetweenTheFilesOfTwoColumns) {
  const TestFolder folder;
  const datasets::Experiment experiment = small_experiment(5);
  const LearningCost whole = learn(experiment, folder.path() / "whole", 2, false);
  const fs::path at = folder.path() / "killed";
  (void)learn(experiment, at, 1, false);
  for (const char* ahead : {"m_0.colonnade", "m_1.colonnade", "m_0.learning.json"}) {
    fs::copy_file(folder.path() / "whole" / ahead, at / ahead, fs::copy_options::overwrite_existing);
  }
  EXPECT_EQ(learn(experiment, at, 2, true).operations, whole.operations);
}

TEST(Learning, AChainOfKillsCostsWhatOneSessionDoes) {
  const TestFolder folder;
  const std::vector<std::string> words{"learn",    "builtin_demo",      "--objects", "dice,tennis_ball,apple",
                                       "--set",    "learning.steps=12", "--set",     kFewRotations,
                                       "--output", "m.colonnade",       "--threads", "2"};
  const auto figures = [](const fs::path& in) {
    const auto memory = cortex::Memory::load(in / "m.colonnade");
    std::vector<ledger::Operations> all{LearningNote(in / "m.colonnade", memory->object_count()).total().operations};
    for (const char* file : {"m.ledger.jsonl", "runs/ledger.jsonl"}) {
      ledger::Operations sum;
      for (const auto& entry : ledger::read_entries(in / file)) sum += entry.operations;
      all.push_back(sum);
    }
    return all;
  };
  const fs::path whole = folder.path() / "whole";
  const fs::path chain = folder.path() / "chain";
  make_folder(whole);
  make_folder(chain);
  ASSERT_EQ(run_colonnade(whole, words).exit_code, 0);
  std::vector<std::string> resumed = words;
  resumed.push_back("--resume");
  int kills = 0;
  for (int session = 0; session < 40; ++session) {
    // By turns when it has noted what the next part costs, and when it has saved the memory.
    const fs::path watched = chain / (session % 2 == 0 ? "m.learning.json" : "m.colonnade");
    const auto state = [&] { return fs::exists(watched) ? fs::last_write_time(watched) : fs::file_time_type{}; };
    const fs::file_time_type before = state();
    Program program(chain, resumed);
    while (program.running() && state() == before) std::this_thread::sleep_for(std::chrono::microseconds(200));
    if (program.running()) program.signal(SIGKILL);
    const Ending ending = program.wait();
    if (ending.exit_code == 0) break;
    ASSERT_EQ(ending.exit_code, -1) << ending.err;
    ++kills;
  }
  EXPECT_GT(kills, 0);
  EXPECT_EQ(figures(chain), figures(whole));
}

TEST(EnergyRecorder, EntersWhatAKilledSessionHadTaken) {
  const TestFolder folder;
  EnergyOptions options;
  options.project_ledger = folder.path() / "project.jsonl";
  const fs::path own = folder.path() / "own.jsonl";
  const auto operations = [](std::uint64_t flops) {
    ledger::Operations some;
    some.flops = flops;
    return some;
  };
  try {
    EnergyRecorder killed(options, own, "run", false);
    killed.record(
        "learn",
        [&] {
          killed.note();
          fs::copy_file(folder.path() / "own.open.learn.jsonl", folder.path() / "kept");
          throw InputError("the end");
        },
        [&] { return operations(5); });
  } catch (const InputError&) {
  }
  EXPECT_EQ(ledger::read_entries(own).size(), 1U);
  EXPECT_FALSE(fs::exists(folder.path() / "own.open.learn.jsonl"));
  // As if it had been killed: the note is there, the entry is not.
  fs::remove(own);
  fs::remove(options.project_ledger);
  fs::rename(folder.path() / "kept", folder.path() / "own.open.learn.jsonl");
  EnergyRecorder recorder(options, own, "run", true);
  recorder.record(
      "learn", [&] { recorder.go_on_from(operations(5)); }, [&] { return operations(12); });
  for (const fs::path& file : {own, options.project_ledger}) {
    const auto entries = ledger::read_entries(file);
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].operations, operations(5));
    EXPECT_EQ(entries[1].operations, operations(7));
  }
  // What is entered already is not entered again.
  EnergyRecorder again(options, own, "run", true);
  again.record(
      "learn", [&] { again.go_on_from(operations(12)); }, [&] { return operations(12); });
  EXPECT_EQ(ledger::read_entries(own).size(), 2U);
}

/// Triangles of which nothing can be seen: as thin as a hair's thousandth.
Object thread_object() {
  sensors::TexturedMesh mesh;
  mesh.positions = {{0, 0, 0}, {0.06F, 0, 0}, {0.06F, 1e-7F, 0}, {0, 0.05F, 0}};
  mesh.triangles.assign(4, {0, 1, 2});
  return {"thread", std::make_shared<const sensors::MeshScene>(std::move(mesh), "thread"), {}};
}

TEST(Learning, AnObjectOfWhichNothingWasLearnedIsRefusedAndOthersStay) {
  for (const int threads : {1, 4}) {
    const TestFolder folder;
    const std::vector<Object> objects{small_objects()[0], small_objects()[1], thread_object(), small_objects()[2]};
    const std::vector<fs::path> files{folder.path() / "m.colonnade"};
    datasets::Experiment experiment = small_experiment();
    experiment.agent = datasets::Agent::distant;  // looks, wherever the thing is; the other one has to find it first
    LearningCost cost;
    try {
      (void)learn_objects(experiment, objects, files, false, threads, cost);
      ADD_FAILURE() << "nothing was refused";
    } catch (const InputError& error) {
      const std::string message = error.what();
      EXPECT_NE(message.find("object 'thread': nothing was learned: "), std::string::npos) << message;
      EXPECT_NE(message.find("60 x 50 x 0 mm"), std::string::npos) << message;
    }
    const auto memory = cortex::Memory::load(files[0]);
    EXPECT_EQ(memory->object_count(), 2U);
    EXPECT_TRUE(knows({memory}, "dice") && knows({memory}, "tennis_ball"));
    EXPECT_EQ(cost.operations, LearningNote(files[0], 2).total().operations);
  }
}

TEST(Learning, AMemoryThatKnowsOnlyANameDoesNotKnowTheObject) {
  const TestFolder folder;
  const auto memory = std::make_shared<cortex::Memory>();
  memory->find_or_add("dice");
  memory->save(folder.path() / "m.colonnade");
  EXPECT_FALSE(knows({memory}, "dice"));
  EXPECT_FALSE(knows({memory}, "mug"));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"run", "builtin_demo", "--objects", "dice", "--memory", "m.colonnade"},
        {"learn", "builtin_demo", "--objects", "dice,mug", "--resume", "--output", "m.colonnade"}}) {
    const Ending ending = run_colonnade(folder.path(), words);
    EXPECT_EQ(ending.exit_code, 2);
    EXPECT_NE(ending.err.find("m.colonnade: has learned nothing of 'dice'"), std::string::npos) << ending.err;
  }
}

}  // namespace
}  // namespace colonnade::runner
