// Bodies of the overlap kernels, for every instruction set and device.
//
// This is a textual header, without a guard: include it inside a namespace of your own, once for each instruction set
// (the compiler's target options stick to the code as it is read), after <bit>, <cstddef>, <cstdint>, <cstring>,
// <type_traits> and host_device.h.
//
// Each body is templated over Ops, which knows how to compare a group of kGroup bytes:
//   static constexpr std::size_t kGroup;
//   using Smaller = ...;                                 Ops for codes shorter than a group; void when kGroup == 1
//   static constexpr std::size_t kRegisterGroups;        how many groups of a query may stay in registers
//   using Group = ...;                                   kGroup bytes of the query
//   static Group load(const uint8_t* p);
//   static uint32_t count_equal(Group q, const uint8_t* p);                  equal bytes
//   static uint32_t count_equal_last(Group q, const uint8_t* p, size_t n);   equal bytes among the last n < kGroup
//   static constexpr bool kCountsWords;                  whether it counts the bits of many words faster than one by
//   one static uint64_t equal_bits(Group q, const uint8_t* p);                   a bit for each byte of a group
//   (kCountsWords) static void count_bits(const Word* words, size_t n, Out* out);           out[i] = set bits of
//   words[i] (kCountsWords)
// A code's tail is the last whole group of its bytes, of which only those not counted before count: nothing is read
// beyond a code.

/// Where code i of a table stands.
struct ContiguousCodes {
  const std::uint8_t* data;
  std::size_t stride;
  COLONNADE_HD const std::uint8_t* operator()(std::size_t i) const { return data + i * stride; }
};

/// Where code indices[i] of a table stands.
struct SelectedCodes {
  const std::uint8_t* data;
  std::size_t stride;
  const std::uint32_t* indices;
  COLONNADE_HD const std::uint8_t* operator()(std::size_t i) const { return data + indices[i] * stride; }
};

template <class Ops>
COLONNADE_HD inline std::uint32_t overlap_pair(const std::uint8_t* query, const std::uint8_t* code,
                                               std::size_t blocks) {
  if constexpr (Ops::kGroup > 1) {
    if (blocks < Ops::kGroup) return overlap_pair<typename Ops::Smaller>(query, code, blocks);
  }
  std::uint32_t equal = 0;
  std::size_t at = 0;
  for (; at + Ops::kGroup <= blocks; at += Ops::kGroup) equal += Ops::count_equal(Ops::load(query + at), code + at);
  if (at < blocks) {
    const std::size_t last = blocks - Ops::kGroup;
    equal += Ops::count_equal_last(Ops::load(query + last), code + last, blocks - at);
  }
  return equal;
}

/// out[i] for i in [begin, end), with the whole query in registers: kGroups whole groups, and a tail or none.
template <class Ops, std::size_t kGroups, bool kTail, class CodeAt, class Out>
COLONNADE_HD inline void one_to_many_fixed(const std::uint8_t* query, CodeAt code_at, std::size_t blocks,
                                           std::size_t begin, std::size_t end, Out* out) {
  typename Ops::Group groups[kGroups];
  for (std::size_t g = 0; g < kGroups; ++g) groups[g] = Ops::load(query + g * Ops::kGroup);
  const std::size_t last = blocks - Ops::kGroup;
  const std::size_t tail = blocks - kGroups * Ops::kGroup;
  const typename Ops::Group tail_group = Ops::load(query + last);
  COLONNADE_UNROLL_4
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint8_t* code = code_at(i);
    std::uint32_t equal = 0;
    for (std::size_t g = 0; g < kGroups; ++g) equal += Ops::count_equal(groups[g], code + g * Ops::kGroup);
    if constexpr (kTail) equal += Ops::count_equal_last(tail_group, code + last, tail);
    out[i] = static_cast<Out>(equal);
  }
}

/// out[i] for i < count, for codes that fill a Word each (as many blocks as it has bits) and stand side by side, in two
/// passes over some of them at a time: which blocks are equal, a bit for each; then how many.
template <class Ops, class Word, class Out>
inline void one_to_many_in_words(const std::uint8_t* query, const std::uint8_t* codes, std::size_t count, Out* out) {
  constexpr std::size_t kWordBytes = 8 * sizeof(Word);  // of a code
  constexpr std::size_t kTogether = Ops::kGroup / kWordBytes;
  constexpr std::size_t kChunk = 128;
  alignas(64) Word equal[kChunk * kTogether];
  std::uint8_t repeated[Ops::kGroup];
  for (std::size_t i = 0; i < Ops::kGroup; ++i) repeated[i] = query[i % kWordBytes];
  const typename Ops::Group group = Ops::load(repeated);
  const std::size_t groups = count / kTogether;
  for (std::size_t at = 0; at < groups; at += kChunk) {
    const std::size_t n = groups - at < kChunk ? groups - at : kChunk;
    COLONNADE_UNROLL_4
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t bits = Ops::equal_bits(group, codes + (at + i) * Ops::kGroup);
      std::memcpy(equal + i * kTogether, &bits, sizeof(bits));
    }
    Ops::count_bits(equal, n * kTogether, out + at * kTogether);
  }
  for (std::size_t i = groups * kTogether; i < count; ++i) {
    out[i] = static_cast<Out>(overlap_pair<Ops>(query, codes + i * kWordBytes, kWordBytes));
  }
}

/// The same for any number of blocks >= Ops::kGroup: codes of up to kGroups whole groups keep the query in registers.
template <class Ops, std::size_t kGroups, class CodeAt, class Out>
COLONNADE_HD inline void one_to_many_grouped(const std::uint8_t* query, CodeAt code_at, std::size_t blocks,
                                             std::size_t begin, std::size_t end, Out* out) {
  if constexpr (kGroups == 0) {
    for (std::size_t i = begin; i < end; ++i) out[i] = static_cast<Out>(overlap_pair<Ops>(query, code_at(i), blocks));
  } else if (blocks == kGroups * Ops::kGroup) {
    one_to_many_fixed<Ops, kGroups, false>(query, code_at, blocks, begin, end, out);
  } else if (blocks / Ops::kGroup == kGroups) {
    one_to_many_fixed<Ops, kGroups, true>(query, code_at, blocks, begin, end, out);
  } else {
    one_to_many_grouped<Ops, kGroups - 1>(query, code_at, blocks, begin, end, out);
  }
}

/// out[i] = overlap of the query with code i, for i in [begin, end).
template <class Ops, class CodeAt, class Out>
COLONNADE_HD inline void one_to_many(const std::uint8_t* query, CodeAt code_at, std::size_t blocks, std::size_t begin,
                                     std::size_t end, Out* out) {
  if constexpr (Ops::kCountsWords && std::is_same_v<CodeAt, ContiguousCodes>) {
    if (blocks == code_at.stride && blocks == 64) {
      return one_to_many_in_words<Ops, std::uint64_t>(query, code_at(begin), end - begin, out + begin);
    }
    if (blocks == code_at.stride && blocks == 32) {
      return one_to_many_in_words<Ops, std::uint32_t>(query, code_at(begin), end - begin, out + begin);
    }
  }
  if constexpr (Ops::kGroup > 1) {
    if (blocks < Ops::kGroup) return one_to_many<typename Ops::Smaller>(query, code_at, blocks, begin, end, out);
  }
  one_to_many_grouped<Ops, Ops::kRegisterGroups>(query, code_at, blocks, begin, end, out);
}

/// out[q * out_stride + i] = overlap of query q with code i. A tile of codes stays in the nearest cache while all
/// queries pass over it.
template <class Ops, class Out>
COLONNADE_HD inline void many_to_many(ContiguousCodes queries, std::size_t query_count, ContiguousCodes codes,
                                      std::size_t code_count, std::size_t blocks, Out* out, std::size_t out_stride) {
  constexpr std::size_t kTileBytes = 16384;
  const std::size_t tile = kTileBytes / codes.stride + 1;
  for (std::size_t begin = 0; begin < code_count; begin += tile) {
    const std::size_t end = begin + tile < code_count ? begin + tile : code_count;
    for (std::size_t q = 0; q < query_count; ++q) {
      one_to_many<Ops>(queries(q), codes, blocks, begin, end, out + q * out_stride);
    }
  }
}

/// The positions of the values that are at least the threshold, in order. @returns how many. Processor only:
/// Ops::bits_at_least(values, threshold) compares kValues<Value> of them at once and returns a bit for each.
template <class Ops, class Value>
inline std::size_t positions_at_least(const Value* values, std::size_t count, Value threshold,
                                      std::uint32_t* positions) {
  constexpr std::size_t kStep = Ops::template kValues<Value>;
  std::size_t found = 0;
  std::size_t at = 0;
  for (; at + kStep <= count; at += kStep) {
    for (std::uint64_t bits = Ops::bits_at_least(values + at, threshold); bits != 0; bits &= bits - 1) {
      positions[found++] = static_cast<std::uint32_t>(at + static_cast<std::size_t>(std::countr_zero(bits)));
    }
  }
  for (; at < count; ++at) {
    if (values[at] >= threshold) positions[found++] = static_cast<std::uint32_t>(at);
  }
  return found;
}
