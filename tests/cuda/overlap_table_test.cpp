// Overlap on every device against a plain loop: integers, so every bit.

#include <colonnade/cuda/overlap_table.h>

#include <algorithm>
#include <optional>
#include <random>
#include <thread>

#include <colonnade/cortex/error.h>

#include <colonnade/cuda/resources.h>

#include "devices.h"
#include "emulated_device.h"
#include "kernels/kernel_list.h"

namespace colonnade::cuda::testing {
namespace {

using cortex::BlockCodes;
using cortex::OverlapMatch;

/// Codes of so few cells that overlaps spread; some bytes are disconnected, some have their top bit set.
struct Codes {
  std::size_t blocks, stride, count;
  std::vector<std::uint8_t> bytes;
  Codes(std::size_t code_count, std::size_t blocks_each, std::size_t gap, std::uint32_t seed, bool stored = true)
      : blocks(blocks_each), stride(blocks_each + gap), count(code_count), bytes(code_count * stride) {
    std::mt19937 random(seed);
    for (auto& byte : bytes) {
      const auto cell = static_cast<std::uint8_t>(random() % 4);
      byte = stored && random() % 16 == 0 ? cortex::kDisconnected : static_cast<std::uint8_t>(cell << 6 | cell);
    }
    for (auto& byte : bytes) byte = !stored && byte == cortex::kDisconnected ? 3 : byte;
  }
  [[nodiscard]] BlockCodes view() const { return {bytes.data(), count, blocks, stride}; }
  [[nodiscard]] cortex::BlockCode operator[](std::size_t i) const { return view()[i]; }
};

std::uint32_t overlap_of(cortex::BlockCode a, cortex::BlockCode b) {
  std::uint32_t equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
  return equal;
}

class OverlapOn : public OnDevice {};
INSTANTIATE_TEST_SUITE_P(Device, OverlapOn, ::testing::ValuesIn(device_names()), name_of);

constexpr std::size_t kBlocks[] = {1, 15, 16, 17, 32, 63, 64, 65, 128, 192, 255};
constexpr std::size_t kCounts[] = {0, 1, 2, 31, 32, 33, 255, 256, 257, 1000};

TEST_P(OverlapOn, OneToManyAtEverySize) {
  for (const std::size_t blocks : kBlocks) {
    for (const std::size_t count : kCounts) {
      const Codes codes(count, blocks, count % 3, static_cast<std::uint32_t>(blocks + count));
      const Codes query(1, blocks, 0, 5, false);
      OverlapTable table(device, codes.view());
      ASSERT_EQ(table.size(), count);
      std::vector<std::uint8_t> narrow(count + 1, 0xEE);
      std::vector<std::uint16_t> wide(count + 1, 0xEEEE);
      table.one_to_many(query[0], narrow);
      table.one_to_many(query[0], wide);
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(narrow[i], overlap_of(query[0], codes[i])) << blocks << " blocks, code " << i << " of " << count;
        ASSERT_EQ(wide[i], narrow[i]);
      }
      EXPECT_EQ(narrow[count], 0xEE) << "written beyond the results";
      EXPECT_EQ(wide[count], 0xEEEE) << "written beyond the results";
    }
  }
}

TEST_P(OverlapOn, LongCodesNeedWideResults) {
  const Codes codes(70, 3001, 0, 1);
  const Codes query(1, 3001, 0, 2, false);
  OverlapTable table(device, codes.view());
  std::vector<std::uint16_t> wide(70);
  table.one_to_many(query[0], wide);
  for (std::size_t i = 0; i < 70; ++i) ASSERT_EQ(wide[i], overlap_of(query[0], codes[i]));
  std::vector<OverlapMatch> best(5);
  ASSERT_EQ(table.top_k(query[0], 0, best), 5U);
  EXPECT_EQ(best[0].overlap, *std::max_element(wide.begin(), wide.end()));
  std::vector<std::uint8_t> narrow(70);
  EXPECT_THROW(table.one_to_many(query[0], narrow), InputError);
}

TEST_P(OverlapOn, EveryByteEqualsOnlyItself) {
  std::vector<std::uint8_t> all(256);
  for (std::size_t i = 0; i < 256; ++i) all[i] = static_cast<std::uint8_t>(i);
  OverlapTable table(device, {all.data(), 256, 1});
  std::vector<std::uint8_t> out(256);
  for (std::size_t cell = 0; cell < 256; cell += 5) {
    table.one_to_many({&all[cell], 1}, out);
    for (std::size_t i = 0; i < 256; ++i) ASSERT_EQ(out[i], i == cell ? 1 : 0) << cell << " and " << i;
  }
}

TEST_P(OverlapOn, ManyToManyAtEverySize) {
  for (const std::size_t blocks : {1U, 17U, 64U, 100U, 192U}) {
    for (const auto& [query_count, count] :
         {std::pair{0U, 5U}, {1U, 1U}, {3U, 0U}, {63U, 65U}, {65U, 129U}, {64U, 64U}}) {
      const Codes codes(count, blocks, 1, 3);
      const Codes queries(query_count, blocks, 2, 4, false);
      OverlapTable table(device, codes.view());
      std::vector<std::uint8_t> narrow(query_count * count + 1, 0xEE);
      std::vector<std::uint16_t> wide(query_count * count + 1, 0xEEEE);
      table.many_to_many(queries.view(), narrow);
      table.many_to_many(queries.view(), wide);
      for (std::size_t q = 0; q < query_count; ++q) {
        for (std::size_t i = 0; i < count; ++i) {
          ASSERT_EQ(narrow[q * count + i], overlap_of(queries[q], codes[i])) << blocks << ' ' << q << ' ' << i;
          ASSERT_EQ(wide[q * count + i], narrow[q * count + i]);
        }
      }
      EXPECT_EQ(narrow.back(), 0xEE);
      EXPECT_EQ(wide.back(), 0xEEEE);
    }
  }
}

TEST_P(OverlapOn, SearchesFindWhatSortingFinds) {
  for (const std::size_t count : {0U, 1U, 100U, 2048U, 2049U, 5000U}) {
    const Codes codes(count, 32, 0, 7);
    const Codes query(1, 32, 0, 8, false);
    OverlapTable table(device, codes.view());
    std::vector<OverlapMatch> all;
    for (std::uint32_t i = 0; i < count; ++i) all.push_back({i, overlap_of(query[0], codes[i])});
    for (const std::uint32_t threshold : {0U, 12U, 33U}) {
      std::vector<OverlapMatch> expected;
      for (const auto& match : all) {
        if (match.overlap >= threshold) expected.push_back(match);
      }
      for (const std::size_t room : {std::size_t{0}, std::size_t{1}, std::size_t{10}, count + 3}) {
        std::vector<OverlapMatch> out(room);
        EXPECT_EQ(table.active(query[0], threshold, out), expected.size());
        const std::size_t written = std::min(room, expected.size());
        EXPECT_TRUE(std::equal(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(written), expected.begin()));

        auto best = expected;
        std::stable_sort(best.begin(), best.end(), [](auto& a, auto& b) { return a.overlap > b.overlap; });
        std::vector<OverlapMatch> top(room);
        ASSERT_EQ(table.top_k(query[0], threshold, top), written) << count << " codes, threshold " << threshold;
        for (std::size_t i = 0; i < written; ++i) ASSERT_EQ(top[i], best[i]) << i << " of " << room;
      }
    }
  }
}

TEST_P(OverlapOn, SeveralTablesAreSearchedAtTheSameTime) {
  const Codes codes(3000, 64, 0, 9);
  const Codes queries(4, 64, 0, 10, false);
  std::vector<std::vector<std::uint8_t>> out(4, std::vector<std::uint8_t>(3000));
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      OverlapTable table(device, codes.view());
      for (int round = 0; round < 3; ++round) table.one_to_many(queries[t], out[t]);
    });
  }
  for (auto& thread : threads) thread.join();
  for (std::size_t t = 0; t < 4; ++t) {
    for (std::size_t i = 0; i < 3000; ++i) ASSERT_EQ(out[t][i], overlap_of(queries[t], codes[i]));
  }
}

TEST_P(OverlapOn, LengthsThatDoNotFitAreNamed) {
  const Codes codes(3, 64, 0, 1);
  OverlapTable table(device, codes.view());
  std::vector<std::uint8_t> out(3);
  const auto message = [](const auto& call) -> std::string {
    try {
      call();
    } catch (const InputError& error) {
      return error.what();
    }
    return "nothing";
  };
  EXPECT_EQ(message([&] { table.one_to_many(codes[0].first(63), out); }),
            "overlap: the query must have the codes' 64 blocks (got 63)");
  EXPECT_EQ(message([&] { table.one_to_many(codes[0], std::span(out).first(2)); }),
            "overlap: out must have room for 3 results (got 2)");
  EXPECT_EQ(message([&] {
              OverlapTable(device, {codes.bytes.data(), 3, 0});
            }),
            "overlap: codes.blocks must be 1 to 65535 (got 0)");
}

TEST(OverlapWithLittleMemory, IsDoneInPieces) {
  const auto device = std::make_shared<EmulatedDevice>(1 << 20);
  const Codes codes(40000, 64, 0, 11);  // 2.5 MiB
  const Codes query(1, 64, 0, 12, false);
  EXPECT_THROW(OverlapTable(device, codes.view()), OutOfDeviceMemory);
  std::vector<std::uint8_t> out(40000);
  overlap_one_to_many(device, query[0], codes.view(), out);
  for (std::size_t i = 0; i < 40000; ++i) ASSERT_EQ(out[i], overlap_of(query[0], codes[i]));

  const Codes few(200, 64, 0, 13), queries(130, 64, 0, 14, false);
  const auto tiny = std::make_shared<EmulatedDevice>(20000);  // room for the table and 7,000 results
  OverlapTable table(tiny, few.view());
  std::vector<std::uint8_t> all(200 * 130);
  table.many_to_many(queries.view(), all);
  for (std::size_t q = 0; q < 130; ++q) {
    for (std::size_t i = 0; i < 200; ++i) ASSERT_EQ(all[q * 200 + i], overlap_of(queries[q], few[i]));
  }
  const auto none = std::make_shared<EmulatedDevice>(1000);
  EXPECT_THROW(overlap_one_to_many(none, query[0], codes.view(), out), OutOfDeviceMemory);
}

TEST(OverlapWithLittleMemory, ASearchThatHadNoRoomCanBeDoneAgain) {
  const auto device = std::make_shared<EmulatedDevice>(std::size_t{1} << 20);
  const Codes codes(4096, 64, 0, 15), query(1, 64, 0, 16, false);
  OverlapTable table(device, codes.view());
  const std::size_t left = (std::size_t{1} << 20) - device->allocated_bytes();
  std::optional<Buffer<std::uint8_t>> another(std::in_place, device, left - 4200);  // room for the overlaps alone
  std::vector<OverlapMatch> out(10);
  EXPECT_THROW((void)table.active(query[0], 0, out), OutOfDeviceMemory);
  another.reset();
  EXPECT_EQ(table.active(query[0], 0, out), 4096U);
  EXPECT_EQ(table.top_k(query[0], 0, out), 10U);
}

TEST(OverlapWithLittleMemory, RoomForMoreResultsThanCodesCostsNothing) {
  const auto device = std::make_shared<EmulatedDevice>(100000);
  const Codes codes(100, 64, 0, 17), query(1, 64, 0, 18, false);
  OverlapTable table(device, codes.view());
  std::vector<OverlapMatch> out(1000000);
  EXPECT_EQ(table.active(query[0], 0, out), 100U);
}

TEST(OverlapOnABrokenDevice, SaysWhichDevice) {
  const auto device = std::make_shared<EmulatedDevice>();
  const Codes codes(100, 64, 0, 1);
  OverlapTable table(device, codes.view());
  std::vector<std::uint8_t> out(100);
  device->break_after(1);
  table.one_to_many(codes[0], out);
  try {
    table.one_to_many(codes[0], out);
    FAIL() << "no error";
  } catch (const DeviceError& error) {
    EXPECT_STREQ(error.what(), "emulated GPU: fell off its bus");
  }
}

// The kernel that measures the ceiling of the arithmetic counts as the others do, and cannot be left out.
TEST_P(OverlapOn, TheCeilingKernelWritesItsSums) {
  Stream stream(device);
  Buffer<std::uint32_t> sums(device, 512);
  launch<kernels::CompareCeiling>(*device, stream.handle(), {2, 1}, {sums.data(), 10, 12345});
  std::vector<std::uint32_t> out(512);
  sums.download(out, stream.handle());
  stream.synchronize();
  for (const std::uint32_t sum : out) EXPECT_EQ(sum % 128, 0U);
}

}  // namespace
}  // namespace colonnade::cuda::testing
