// Which GPU's energy is read, on a machine that fake_nvml.cpp makes up.

#include <colonnade/ledger/sensor.h>
#include <gtest/gtest.h>

extern "C" int nvmlInit_v2();

namespace colonnade::ledger {
namespace {

// Being linked, it is what the ledger finds when it loads NVML.
const int linked = nvmlInit_v2();

TEST(Nvml, EveryGpuWithACounterIsASensor) {
  ASSERT_EQ(linked, 0);
  const SensorSearch search = find_nvml_sensors();
  ASSERT_EQ(search.sensors.size(), 2U);
  EXPECT_EQ(search.sensors[0]->name(), "NVML GPU 0");
  EXPECT_EQ(search.sensors[1]->name(), "NVML GPU 1");
  EXPECT_EQ(search.refusals, std::vector<std::string>{"NVML GPU 2: has no energy counter"});
}

TEST(Nvml, AGpuIsFoundByItsPlaceOnTheBus) {
  const SensorSearch search = find_nvml_sensor("0000:01:00.0");
  ASSERT_EQ(search.sensors.size(), 1U);
  EXPECT_EQ(search.sensors[0]->name(), "NVML GPU 0000:01:00.0");
  EXPECT_EQ(search.sensors[0]->read_joules(), 1.0);
  EXPECT_TRUE(search.refusals.empty());
}

TEST(Nvml, AGpuThatIsNotThereOrHasNoCounterIsRefused) {
  const SensorSearch missing = find_nvml_sensor("0000:02:00.0");
  EXPECT_TRUE(missing.sensors.empty());
  EXPECT_EQ(missing.refusals, std::vector<std::string>{"NVML GPU 0000:02:00.0: is not there"});
  const SensorSearch without = find_nvml_sensor("0000:5E:00.0");
  EXPECT_TRUE(without.sensors.empty());
  EXPECT_EQ(without.refusals, std::vector<std::string>{"NVML GPU 0000:5E:00.0: has no energy counter"});
}

}  // namespace
}  // namespace colonnade::ledger
