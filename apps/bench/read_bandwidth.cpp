#include "bench/read_bandwidth.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/read_bandwidth.cpp"
#include <hwy/foreach_target.h>
// Highway wants foreach_target.h first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace colonnade::bench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

std::uint64_t sum_words(const std::uint8_t* data, std::size_t bytes) {
  const hn::ScalableTag<std::uint64_t> tag;
  const auto* words = reinterpret_cast<const std::uint64_t*>(data);
  const std::size_t lanes = hn::Lanes(tag);
  auto sum0 = hn::Zero(tag), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  for (std::size_t i = 0; i < bytes / sizeof(std::uint64_t); i += 4 * lanes) {
    sum0 = hn::Add(sum0, hn::Load(tag, words + i));
    sum1 = hn::Add(sum1, hn::Load(tag, words + i + lanes));
    sum2 = hn::Add(sum2, hn::Load(tag, words + i + 2 * lanes));
    sum3 = hn::Add(sum3, hn::Load(tag, words + i + 3 * lanes));
  }
  return hn::GetLane(hn::SumOfLanes(tag, hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3))));
}

}  // namespace colonnade::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace colonnade::bench {

HWY_EXPORT(sum_words);

std::uint64_t stream_sum(const std::uint8_t* data, std::size_t bytes) {
  return HWY_DYNAMIC_DISPATCH(sum_words)(data, bytes);
}

}  // namespace colonnade::bench
#endif
