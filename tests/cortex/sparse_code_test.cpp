#include <colonnade/cortex/sparse_code.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <colonnade/cortex/column.h>

#include "synthetic_objects.h"

namespace colonnade::cortex {
namespace {

using namespace testing;

TEST(SparseCode, IsEmptyAtFirst) {
  EXPECT_EQ(SparseCode{}.count(), 0u);
  EXPECT_TRUE(SparseCode{}.cells().empty());
}

RC_GTEST_PROP(SparseCode, AgreesWithSortedLists, (const std::set<std::uint16_t>& a, const std::set<std::uint16_t>& b)) {
  const auto of = [](const std::set<std::uint16_t>& cells) {
    SparseCode code;
    for (const std::uint16_t cell : cells) code.activate(cell % SparseCode::kCells);
    return code;
  };
  const SparseCode x = of(a), y = of(b);
  const auto cx = x.cells(), cy = y.cells();
  std::vector<std::uint16_t> both, either;
  std::set_intersection(cx.begin(), cx.end(), cy.begin(), cy.end(), std::back_inserter(both));
  std::set_union(cx.begin(), cx.end(), cy.begin(), cy.end(), std::back_inserter(either));
  SparseCode all = x;
  all |= y;
  RC_ASSERT(overlap(x, y) == both.size());
  RC_ASSERT(overlap(x, y) == overlap(y, x));
  RC_ASSERT(all.cells() == either);
  RC_ASSERT(all.count() == either.size());
}

TEST(ObjectCode, IsSparseAndItsOwn) {
  std::vector<SparseCode> codes;
  for (int i = 0; i < 300; ++i) codes.push_back(object_code("object " + std::to_string(i)));
  for (std::size_t i = 0; i < codes.size(); ++i) {
    EXPECT_EQ(codes[i].count(), SparseCode::kActive);
    for (std::size_t j = 0; j < i; ++j) EXPECT_LT(overlap(codes[i], codes[j]), SparseCode::kActive / 4);
  }
  EXPECT_EQ(object_code("mug"), object_code("mug"));
}

// Columns of different builds and machines must mean the same.
TEST(ObjectCode, StaysAsItIs) {
  const auto cells = object_code("mug").cells();
  EXPECT_EQ(std::vector<std::uint16_t>(cells.begin(), cells.begin() + 4),
            (std::vector<std::uint16_t>{24, 60, 139, 143}));
}

TEST(ObjectCode, IsUnderstoodEvenWhenHalfOfItIsMissing) {
  Column column;
  for (const char* name : {"cup", "bowl", "plate"}) {
    learn_shape(column, name, box);
  }
  column.reset();
  const Memory& memory = column.memory();
  const auto cells = object_code("bowl").cells();
  SparseCode heard;
  for (std::size_t i = 0; i < SparseCode::kActive / 2 - 1; ++i) heard.activate(cells[i]);
  EXPECT_FALSE(memory.find(heard).has_value());
  heard.activate(cells[SparseCode::kActive / 2]);
  ASSERT_TRUE(memory.find(heard).has_value());
  EXPECT_EQ(memory.name(*memory.find(heard)), "bowl");
  EXPECT_FALSE(memory.find(object_code("spoon")).has_value());
  EXPECT_FALSE(memory.find(SparseCode{}).has_value());
}

}  // namespace
}  // namespace colonnade::cortex
