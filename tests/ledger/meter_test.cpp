// Sensors on recorded sysfs trees, and when a meter may say "measured".

#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include <colonnade/ledger/meter.h>

#include "perf_power.h"

namespace colonnade::ledger {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// A folder of its own for each test, laid out as /sys/class/powercap on a machine with two packages.
class Powercap : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::temp_directory_path() / ("colonnade_powercap_" + std::to_string(getpid()) + "_" + test->name());
    zone("intel-rapl", "", "", "");
    zone("intel-rapl:0", "package-0", "262143328850", "262143000000");
    zone("intel-rapl:0:0", "core", "262143328850", "5");
    zone("intel-rapl:1", "package-1", "262143328850", "1000000");
    zone("intel-rapl-mmio:0", "package-0", "262143328850", "7");
  }
  void TearDown() override { fs::remove_all(root_); }

  void zone(const std::string& folder, const std::string& name, const std::string& range, const std::string& energy) {
    fs::create_directories(root_ / folder);
    if (name.empty()) return;
    write(folder + "/name", name);
    write(folder + "/max_energy_range_uj", range);
    write(folder + "/energy_uj", energy);
  }
  void write(const std::string& file, const std::string& text) { std::ofstream(root_ / file) << text << '\n'; }

  fs::path root_;
};

TEST_F(Powercap, OnlyPackagesCount) {
  const SensorSearch search = find_rapl_sensors(root_);
  ASSERT_EQ(search.sensors.size(), 2U);
  EXPECT_EQ(search.sensors[0]->name(), "RAPL package-0");
  EXPECT_EQ(search.sensors[1]->name(), "RAPL package-1");
  EXPECT_DOUBLE_EQ(*search.sensors[1]->read_joules(), 1.0);
  EXPECT_NEAR(search.sensors[0]->wraps_at_joules(), 262143.32885, 1e-6);
}

TEST_F(Powercap, WrapAround) {
  const SensorSearch search = find_rapl_sensors(root_);
  EnergySensor& sensor = *search.sensors[0];
  const double before = *sensor.read_joules();
  write("intel-rapl:0/energy_uj", "671150");
  EXPECT_NEAR(counter_difference(before, *sensor.read_joules(), sensor.wraps_at_joules()), 1.0, 1e-6);
  EXPECT_DOUBLE_EQ(counter_difference(5, 8, 0), 3);
  EXPECT_DOUBLE_EQ(counter_difference(8, 5, 0), 0);
}

TEST_F(Powercap, MissingPermissionIsSaid) {
  // As for other users on most systems; a folder in its place cannot be read even by root.
  fs::remove(root_ / "intel-rapl:0/energy_uj");
  fs::create_directory(root_ / "intel-rapl:0/energy_uj");
  const SensorSearch search = find_rapl_sensors(root_);
  EXPECT_EQ(search.sensors.size(), 1U);
  ASSERT_EQ(search.refusals.size(), 1U);
  EXPECT_NE(search.refusals[0].find("not readable"), std::string::npos);
}

TEST_F(Powercap, AFrozenCounterIsNeverCalledMeasured) {
  EnergyMeter meter(find_rapl_sensors(root_), {}, 20ms);
  EXPECT_TRUE(meter.sensors().empty());
  ASSERT_EQ(meter.refusals().size(), 2U);
  meter.start();
  const Measurement m = meter.stop();
  EXPECT_FALSE(m.measured.has_value());
  EXPECT_NE(m.why_not.find("does not move"), std::string::npos);
}

TEST(Meter, NoPowercapTree) {
  const SensorSearch search = find_rapl_sensors("/nonexistent/powercap");
  EXPECT_TRUE(search.sensors.empty());
  EXPECT_EQ(search.refusals.size(), 1U);
}

/// Moves by one joule at each reading, until it is stopped.
class FakeSensor final : public EnergySensor {
 public:
  explicit FakeSensor(int moves) : moves_(moves) {}
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::optional<double> read_joules() override {
    if (moves_-- > 0) joules_ += 1;
    return joules_;
  }

 private:
  std::string name_ = "fake";
  int moves_;
  double joules_ = 0;
};

SensorSearch one_fake(int moves) {
  SensorSearch search;
  search.sensors.push_back(std::make_unique<FakeSensor>(moves));
  return search;
}

TEST(Meter, ASensorThatMovesMeasures) {
  EnergyMeter meter(one_fake(1000), {20, "data sheet"}, 20ms);
  meter.start();
  const Measurement m = meter.stop();
  ASSERT_TRUE(m.measured.has_value());
  EXPECT_DOUBLE_EQ(m.measured->middle(), 1.0);
  EXPECT_EQ(m.sensors, "fake");
  EXPECT_DOUBLE_EQ(m.estimated.middle(), 20 * m.cpu_seconds);
}

TEST(Meter, ASensorThatStopsMeasuresNoMore) {
  EnergyMeter meter(one_fake(3), {}, 20ms);  // moves while it is tried, then stands
  meter.start();
  meter.start();
  const Measurement m = meter.stop();
  EXPECT_FALSE(m.measured.has_value());
  EXPECT_EQ(m.why_not, "fake: did not move");
}

TEST(Meter, ASumOfMeasuredAndNotIsNotMeasured) {
  Measurement sum;
  Measurement with;
  with.wall_seconds = 1;
  with.measured = MeasuredJoules{2, 2};
  Measurement without = with;
  without.measured.reset();
  without.why_not = "fake: did not move";
  sum += with;
  EXPECT_TRUE(sum.measured.has_value());
  sum += without;
  EXPECT_FALSE(sum.measured.has_value());
  EXPECT_EQ(sum.why_not, without.why_not);
  EXPECT_DOUBLE_EQ(sum.wall_seconds, 2);
}

TEST(Meter, PerfPowerEventFromItsTree) {
  const fs::path root = fs::temp_directory_path() / ("colonnade_power_" + std::to_string(getpid()));
  fs::create_directories(root / "events");
  std::ofstream(root / "type") << "12\n";
  std::ofstream(root / "events/energy-pkg") << "event=0x02\n";
  std::ofstream(root / "events/energy-pkg.scale") << "2.3283064365386962890625e-10\n";
  const auto event = read_perf_power_event(root);
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->type, 12U);
  EXPECT_EQ(event->config, 2U);
  EXPECT_DOUBLE_EQ(event->joules_per_count, 0x1p-32);
  for (const char* odd : {"event=0x", "event=0xyz", "event=0x02,umask=0x1", "event=0x12345678123456781"}) {
    std::ofstream(root / "events/energy-pkg") << odd << '\n';
    EXPECT_FALSE(read_perf_power_event(root).has_value()) << odd;
  }
  fs::remove(root / "events/energy-pkg");
  EXPECT_FALSE(read_perf_power_event(root).has_value());
  fs::remove_all(root);
}

TEST(Meter, CpuTimeIsThatOfAllThreads) {
  const double before = process_cpu_seconds();
  std::jthread([] {
    timespec now{};
    do clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    while (now.tv_nsec < 50'000'000);
  }).join();
  EXPECT_GT(process_cpu_seconds() - before, 0.04);
}

}  // namespace
}  // namespace colonnade::ledger
