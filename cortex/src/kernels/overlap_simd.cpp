// Overlap kernels for every instruction set that Google Highway knows, chosen at run time.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "kernels/host_device.h"
#include "kernels/overlap_kernels.h"
#include "kernels/overlap_scalar_ops.h"

// Groups have sizes known at compile time, so vectors must, too.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
// AVX-512 with vector popcounts, which Highway leaves out unless it is asked for.
#ifndef HWY_WANT_AVX3_DL
#define HWY_WANT_AVX3_DL
#endif
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/overlap_simd.cpp"
#include <hwy/foreach_target.h>
// Highway wants foreach_target.h first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace colonnade::cortex::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t kNativeBytes = hn::MaxLanes(hn::ScalableTag<std::uint8_t>());
constexpr std::size_t kShortestVector = 16;

/// Compares vectors of kBytes.
template <std::size_t kBytes>
struct VectorOps {
  using Tag = hn::CappedTag<std::uint8_t, kBytes>;
  using Group = hn::Vec<Tag>;
  using Smaller = std::conditional_t<(kBytes > kShortestVector), VectorOps<kBytes / 2>, ScalarOps>;
  static constexpr std::size_t kGroup = kBytes;
  static constexpr std::size_t kRegisterGroups = kBytes == kNativeBytes ? 4 : 1;
  static constexpr bool kCountsWords = HWY_TARGET == HWY_AVX3_DL && kBytes == 64;

  static HWY_INLINE Group load(const std::uint8_t* p) { return hn::LoadU(Tag(), p); }
  static HWY_INLINE std::uint32_t count_equal(Group q, const std::uint8_t* p) {
    return static_cast<std::uint32_t>(hn::CountTrue(Tag(), hn::Eq(q, load(p))));
  }
  static HWY_INLINE std::uint32_t count_equal_last(Group q, const std::uint8_t* p, std::size_t n) {
    return static_cast<std::uint32_t>(std::popcount(equal_bits(q, p) >> (kBytes - n)));
  }

  static HWY_INLINE std::uint64_t equal_bits(Group q, const std::uint8_t* p) { return bits(Tag(), hn::Eq(q, load(p))); }
  template <class Word, class Out>
  static HWY_INLINE void count_bits(const Word* words, std::size_t n, Out* out) {
    const hn::ScalableTag<Word> tag;
    const hn::Rebind<Out, decltype(tag)> out_tag;
    std::size_t i = 0;
    for (; i + hn::Lanes(tag) <= n; i += hn::Lanes(tag)) {
      const auto counts = hn::PopulationCount(hn::Load(tag, words + i));
      if constexpr (sizeof(Word) == 4) {
        // TruncateTo of 32 to 8 bits is wrong for this target in Highway 1.0.3.
        const hn::RebindToSigned<decltype(tag)> signed_tag;
        hn::StoreU(hn::DemoteTo(out_tag, hn::BitCast(signed_tag, counts)), out_tag, out + i);
      } else {
        hn::StoreU(hn::TruncateTo(out_tag, counts), out_tag, out + i);
      }
    }
    for (; i < n; ++i) out[i] = static_cast<Out>(std::popcount(words[i]));
  }

  template <class Value>
  static constexpr std::size_t kValues = kBytes / sizeof(Value);
  template <class Value>
  static HWY_INLINE std::uint64_t bits_at_least(const Value* values, Value threshold) {
    const hn::CappedTag<Value, kValues<Value>> tag;
    return bits(tag, hn::Eq(hn::Max(hn::LoadU(tag, values), hn::Set(tag, threshold)), hn::LoadU(tag, values)));
  }

 private:
  template <class AnyTag, class Mask>
  static HWY_INLINE std::uint64_t bits(AnyTag tag, Mask mask) {
    std::uint8_t bytes[8] = {};
    hn::StoreMaskBits(tag, mask, bytes);
    std::uint64_t result;
    std::memcpy(&result, bytes, sizeof(result));
    return result;
  }
};

#include "kernels/overlap_impl.h"
// The entries use the bodies.
#include "kernels/overlap_entries_impl.h"

const OverlapKernels* target_kernels() {
  if constexpr (kNativeBytes < kShortestVector) {
    return &scalar_overlap_kernels();
  } else {
    static const OverlapKernels kTable = OverlapEntries<VectorOps<kNativeBytes>>::table(hwy::TargetName(HWY_TARGET));
    return &kTable;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace colonnade::cortex::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace colonnade::cortex::kernels {

HWY_EXPORT(target_kernels);

const OverlapKernels& overlap_kernels() {
  static const OverlapKernels& best = *HWY_DYNAMIC_DISPATCH(target_kernels)();
  return best;
}

std::span<const OverlapKernels* const> all_overlap_kernels() {
  static const std::vector<const OverlapKernels*> all = [] {
    std::vector<const OverlapKernels*> tables;
    // Highway's way to call each level: for a moment it is told that the processor has no other.
    for (const auto target : hwy::SupportedAndGeneratedTargets()) {
      hwy::SetSupportedTargetsForTest(target);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
      const OverlapKernels* table = HWY_DYNAMIC_DISPATCH(target_kernels)();
      if (table != &scalar_overlap_kernels()) tables.push_back(table);
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    tables.push_back(&scalar_overlap_kernels());
    return tables;
  }();
  return all;
}

}  // namespace colonnade::cortex::kernels
#endif
