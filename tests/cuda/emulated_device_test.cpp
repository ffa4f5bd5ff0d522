// The emulated device finds what it is there to find.

#include "emulated_device.h"

#include <set>
#include <vector>

#include <gtest/gtest.h>

#include <colonnade/cuda/resources.h>

#include "emulated_block.h"
#include "kernels/kernel_list.h"

namespace colonnade::cuda::testing {
namespace {

TEST(EmulatedBlock, ThreadsExchangeAndWait) {
  std::vector<std::uint32_t> sums(64, 0), seen(64, 0);
  EmulatedBlock::run(64, [&](std::uint32_t t) {
    const EmulatedSimt simt{t, 0, 0};
    std::uint32_t sum = t;
    for (std::uint32_t other = 1; other < kernels::kGroup; other *= 2) sum += simt.group_xor(sum, other);
    sums[t] = sum;
    simt.sync();
    seen[t] = sums[63 - t];
  });
  for (std::uint32_t t = 0; t < 64; ++t) {
    EXPECT_EQ(sums[t], 16 * (t / 16 * 16) + 120);
    EXPECT_EQ(seen[t], sums[63 - t]);
  }
}

TEST(EmulatedBlock, ThreadsThatNeverComeAreNoticed) {
  EXPECT_THROW(EmulatedBlock::run(32,
                                  [](std::uint32_t t) {
                                    if (t != 7) EmulatedBlock::wait_for_block();
                                  }),
               std::logic_error);
}

TEST(EmulatedBlock, AWarpOfWhichHalfLeavesIsNoticed) {
  EXPECT_THROW(EmulatedBlock::run(32,
                                  [](std::uint32_t t) {
                                    if (t < 16) EmulatedBlock::exchange(t, 1);
                                  }),
               std::logic_error);
}

TEST(EmulatedBlock, WhatDependsOnTheOrderOfThreadsDiffersFromBlockToBlock) {
  std::set<std::vector<std::uint32_t>> orders;
  for (int block = 0; block < 6; ++block) {
    std::vector<std::uint32_t> order;
    EmulatedBlock::run(64, [&](std::uint32_t t) { order.push_back(t); });
    EXPECT_EQ(order.size(), 64U);
    orders.insert(order);
  }
  EXPECT_EQ(orders.size(), 4U) << "from the first, from the last, and two others";
}

TEST(EmulatedDevice, NewMemoryIsPoisonedAndCopiesStayInside) {
  const auto device = std::make_shared<EmulatedDevice>(1000);
  Stream stream(device);
  Buffer<std::uint8_t> buffer(device, 100);
  std::vector<std::uint8_t> values(100);
  buffer.download(values, stream.handle());
  EXPECT_EQ(values, std::vector<std::uint8_t>(100, 0xA5));
  values.push_back(1);
  EXPECT_THROW(buffer.upload(values, stream.handle()), std::logic_error);
}

TEST(EmulatedDevice, MisalignedLoadsAreNoticed) {
  const auto device = std::make_shared<EmulatedDevice>();
  Stream stream(device);
  Buffer<std::uint8_t> query(device, 32), codes(device, 16), out(device, 1);
  const auto overlap_with_query_at = [&](std::size_t offset) {
    launch<kernels::OneToMany<std::uint8_t>>(*device, stream.handle(), {1, 1},
                                             {query.data() + offset, codes.data(), out.data(), 1, 1});
  };
  EXPECT_NO_THROW(overlap_with_query_at(0));
  EXPECT_THROW(overlap_with_query_at(12), std::logic_error);
  EXPECT_NO_THROW(overlap_with_query_at(16)) << "only the launch that did it fails";
}

TEST(EmulatedDevice, HostMemoryThatChangesTooEarlyIsNoticed) {
  const auto device = std::make_shared<EmulatedDevice>();
  Stream stream(device), other(device);
  Buffer<std::uint8_t> buffer(device, 3);
  std::vector<std::uint8_t> values{1, 2, 3};
  buffer.upload(values, stream.handle());
  values[1] = 7;
  EXPECT_NO_THROW(other.synchronize());
  EXPECT_THROW(stream.synchronize(), std::logic_error);
  buffer.upload(values, stream.handle());
  stream.synchronize();
  values[1] = 8;
  EXPECT_NO_THROW(stream.synchronize());
}

TEST(Graph, WorkThatThrowsWhileItIsRecordedEndsTheRecording) {
  const auto device = std::make_shared<EmulatedDevice>();
  Stream stream(device);
  Buffer<std::uint8_t> query(device, 16), codes(device, 16), out(device, 1);
  const auto work = [&] {
    launch<kernels::OneToMany<std::uint8_t>>(*device, stream.handle(), {1, 1},
                                             {query.data(), codes.data(), out.data(), 1, 1});
  };
  EXPECT_THROW(Graph(device, stream,
                     [&] {
                       work();
                       throw OutOfDeviceMemory("while recording");
                     }),
               OutOfDeviceMemory);
  EXPECT_EQ(device->launches(), 0);
  work();
  EXPECT_EQ(device->launches(), 1) << "recorded instead of run";
  Graph graph(device, stream, work);
  graph.launch(stream);
  EXPECT_EQ(device->launches(), 2);
}

TEST(EmulatedDevice, MemoryRunsOutAndComesBack) {
  const auto device = std::make_shared<EmulatedDevice>(1000);
  {
    const Buffer<float> all(device, 250);
    EXPECT_THROW(Buffer<float>(device, 1), OutOfDeviceMemory);
    EXPECT_EQ(device->allocated_bytes(), 1000U);
  }
  EXPECT_EQ(device->allocated_bytes(), 0U);
}

}  // namespace
}  // namespace colonnade::cuda::testing
