#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <colonnade/cortex/error.h>
#include <colonnade/ledger/project_ledger.h>

namespace colonnade::ledger {
namespace {

namespace fs = std::filesystem;

class ProjectLedger : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove_all(file_.parent_path()); }
  static LedgerEntry entry(const std::string& kind, double cpu_seconds, bool measured) {
    LedgerEntry e;
    e.date = "2026-01-02T03:04:05Z";
    e.name = "demo";
    e.kind = kind;
    e.operations.dense_macs = 1000;
    e.operations.add_bytes(MemoryLevel::dram, 64);
    e.measurement.wall_seconds = 2 * cpu_seconds;
    e.measurement.cpu_seconds = cpu_seconds;
    e.measurement.estimated = {10 * cpu_seconds, 10 * cpu_seconds};
    if (measured) {
      e.measurement.measured = MeasuredJoules{7, 7};
      e.measurement.sensors = "RAPL package-0";
    } else {
      e.measurement.why_not = "no energy sensor";
    }
    return e;
  }
  fs::path file_ = fs::temp_directory_path() /
                   ("colonnade_ledger_" + std::to_string(getpid()) +
                    ::testing::UnitTest::GetInstance()->current_test_info()->name()) /
                   "ledger.jsonl";
};

TEST_F(ProjectLedger, NothingAtFirst) { EXPECT_TRUE(read_entries(file_).empty()); }

TEST_F(ProjectLedger, GrowsAndSums) {
  append_entry(file_, entry("run", 1, true));
  append_entry(file_, entry("search", 5, false));
  append_entry(file_, entry("search", 6, false));
  const auto entries = read_entries(file_);
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].operations, entry("run", 1, true).operations);
  EXPECT_EQ(entries[1].measurement.why_not, "no energy sensor");
  const auto sums = totals(entries);
  EXPECT_EQ(sums.at("search").runs, 2U);
  EXPECT_DOUBLE_EQ(sums.at("search").cpu_seconds, 11);
  EXPECT_DOUBLE_EQ(sums.at("all").estimated.middle(), 120);
  EXPECT_EQ(sums.at("all").measured_runs, 1U);
  EXPECT_DOUBLE_EQ(sums.at("all").measured.middle(), 7);
  EXPECT_EQ(sums.at("all").operations.dense_macs, 3000U);
}

TEST_F(ProjectLedger, AKillCutsOnlyTheLastLine) {
  append_entry(file_, entry("run", 1, true));
  std::ofstream(file_, std::ios::app) << R"({"date": "2026-)";
  EXPECT_EQ(read_entries(file_).size(), 1U);
  append_entry(file_, entry("search", 2, false));
  const auto entries = read_entries(file_);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].kind, "search");
  std::ofstream(file_, std::ios::trunc) << R"({"date": "2026-)";  // nothing but half a line
  append_entry(file_, entry("run", 1, true));
  EXPECT_EQ(read_entries(file_).size(), 1U);
}

TEST_F(ProjectLedger, OnlyHalfLinesOfALedgerAreTakenAway) {
  append_entry(file_, entry("run", 1, true));
  std::filesystem::resize_file(file_, std::filesystem::file_size(file_) - 1);  // whole, but for its end
  append_entry(file_, entry("search", 2, false));
  EXPECT_EQ(read_entries(file_).size(), 2U);

  const std::string other = "a file of something else, without an end of its last line";
  std::ofstream(file_, std::ios::trunc) << other;
  EXPECT_THROW(prepare_ledger(file_), InputError);
  EXPECT_THROW(append_entry(file_, entry("run", 1, true)), InputError);
  std::string left;
  std::getline(std::ifstream(file_), left);
  EXPECT_EQ(left, other);
}

TEST_F(ProjectLedger, BrokenLinesAreNamed) {
  append_entry(file_, entry("run", 1, true));
  const auto size = fs::file_size(file_);
  const auto refused = [&](const std::string& line) {
    fs::resize_file(file_, size);
    std::ofstream(file_, std::ios::app) << line << '\n';
    try {
      (void)read_entries(file_);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(refused("{}"), file_.string() + ":2: \"date\" is missing");
  EXPECT_EQ(refused("{\"date\": 5}"), file_.string() + ":2: date must be a text, not 5");
  EXPECT_EQ(refused("[1, nan]"), file_.string() + ":2:5: \"nan\" is no number in JSON");
  EXPECT_EQ(refused("[]"), file_.string() + ":2: must be an object { ... }, not []");
  std::string line;
  std::getline(std::ifstream(file_), line);
  const std::size_t flops = line.find("\"flops\":") + 8;
  line.replace(flops, line.find(',', flops) - flops, "-7");
  EXPECT_EQ(refused(line), file_.string() + ":2: operations.flops must be a whole number from 0 up, not -7");
}

TEST_F(ProjectLedger, UnwritableFile) {
  EXPECT_THROW(append_entry("/proc/nothing/ledger.jsonl", entry("run", 1, true)), InputError);
}

TEST_F(ProjectLedger, WhatCannotBeAddedToIsToldBeforehand) {
  for (const fs::path& bad : {fs::path("/proc/ledger.jsonl"), fs::path("/dev/full"), fs::temp_directory_path()}) {
    try {
      prepare_ledger(bad);
      ADD_FAILURE() << bad;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(bad.string() + ": cannot add"), std::string::npos) << error.what();
    }
  }
  prepare_ledger(file_);
  append_entry(file_, entry("run", 1, true));
  prepare_ledger(file_);
  EXPECT_EQ(read_entries(file_).size(), 1U);
}

TEST_F(ProjectLedger, AFolderIsNoLedger) {
  fs::create_directories(file_);
  EXPECT_THROW((void)read_entries(file_), InputError);
}

TEST(LedgerJson, KindsStandApart) {
  Measurement m;
  m.why_not = "no energy sensor";
  const auto json = to_json(m, CarbonConvention{});
  EXPECT_TRUE(json.at("measured").at("joules").is_null());
  EXPECT_EQ(json.at("measured").at("why_not"), "no energy sensor");
  EXPECT_TRUE(json.at("estimate").at("joules").is_number());
  Operations o;
  o.effective_macs = 1000000;
  const auto modelled = modelled_json(o, builtin_energy_tables(), CarbonConvention{});
  EXPECT_EQ(modelled.size(), builtin_energy_tables().size());
  EXPECT_NEAR(modelled[0].at("joules_low").get<double>(), 4.6e-6, 1e-12);
  EXPECT_EQ(operations_from_json(to_json(o)), o);
}

}  // namespace
}  // namespace colonnade::ledger
