// The entries of an OverlapKernels table, made of the bodies of overlap_impl.h. A textual header like that one; include
// it after it, in the same namespace.

template <class Ops>
struct OverlapEntries {
  static std::uint32_t overlap(const std::uint8_t* a, const std::uint8_t* b, std::size_t blocks) {
    return overlap_pair<Ops>(a, b, blocks);
  }

  template <class Out>
  static void one_to_many_entry(const std::uint8_t* query, const std::uint8_t* codes, std::size_t stride,
                                std::size_t count, std::size_t blocks, Out* out) {
    one_to_many<Ops>(query, ContiguousCodes{codes, stride}, blocks, 0, count, out);
  }

  static void selected_entry(const std::uint8_t* query, const std::uint8_t* codes, std::size_t stride,
                             const std::uint32_t* indices, std::size_t count, std::size_t blocks, std::uint16_t* out) {
    one_to_many<Ops>(query, SelectedCodes{codes, stride, indices}, blocks, 0, count, out);
  }

  template <class Out>
  static void many_to_many_entry(const std::uint8_t* queries, std::size_t query_stride, std::size_t query_count,
                                 const std::uint8_t* codes, std::size_t stride, std::size_t count, std::size_t blocks,
                                 Out* out, std::size_t out_stride) {
    many_to_many<Ops>(ContiguousCodes{queries, query_stride}, query_count, ContiguousCodes{codes, stride}, count,
                      blocks, out, out_stride);
  }

  template <class Value>
  static std::size_t at_least_entry(const Value* values, std::size_t count, Value threshold, std::uint32_t* positions) {
    return positions_at_least<Ops>(values, count, threshold, positions);
  }

  static constexpr OverlapKernels table(const char* name) {
    return {name,
            &overlap,
            &one_to_many_entry<std::uint8_t>,
            &one_to_many_entry<std::uint16_t>,
            &selected_entry,
            &many_to_many_entry<std::uint8_t>,
            &many_to_many_entry<std::uint16_t>,
            &at_least_entry<std::uint8_t>,
            &at_least_entry<std::uint16_t>};
  }
};
