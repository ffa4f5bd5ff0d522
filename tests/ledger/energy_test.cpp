// Tables, carbon, and that the kinds of figure stay apart.

#include <concepts>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>
#include <colonnade/ledger/carbon.h>
#include <colonnade/ledger/energy_table.h>

namespace colonnade::ledger {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

template <class A, class B>
concept Mixable = requires(A a, B b) {
  a + b;
}
|| requires(A a, B b) { ratio(a, b); };
static_assert(Mixable<ModelledJoules, ModelledJoules>);
static_assert(!Mixable<ModelledJoules, MeasuredJoules>);
static_assert(!Mixable<ModelledJoules, EstimatedJoules>);
static_assert(!Mixable<MeasuredJoules, EstimatedJoules>);

TEST(EnergyTable, BuiltInOnesAreThere) {
  std::vector<std::string> names;
  for (const EnergyTable& table : builtin_energy_tables()) {
    names.push_back(table.name);
    EXPECT_FALSE(table.source.empty()) << table.name;
  }
  EXPECT_THAT(names, ::testing::ElementsAre("horowitz_45nm", "in_memory", "jouppi_7nm_ddr4", "jouppi_7nm_hbm2",
                                            "loihi_14nm", "truenorth_28nm"));
}

TEST(EnergyTable, PublishedFigures) {
  const EnergyTable h = find_energy_table("horowitz_45nm");
  EXPECT_DOUBLE_EQ(h.mac_fp32.low, 3.7 + 0.9);
  EXPECT_DOUBLE_EQ(h.byte_compare.low, 0.03);
  EXPECT_DOUBLE_EQ(h.per_64_bit[3].low, 1300);
  EXPECT_DOUBLE_EQ(h.per_64_bit[3].high, 2600);
  const EnergyTable j = find_energy_table("jouppi_7nm_hbm2");
  EXPECT_DOUBLE_EQ(j.mac_fp32.low, 1.31 + 0.38);
  EXPECT_DOUBLE_EQ(j.per_64_bit[3].high, 450);
}

// A thousand MACs, 8000 compares and 800 bytes out of DRAM at 45 nm: 4,600 + 240 + 100 x 1,300 (to 2,600) pJ.
TEST(EnergyTable, ModelledByHand) {
  Operations o;
  o.dense_macs = 5000;
  o.effective_macs = 1000;
  o.byte_compares = 8000;
  o.add_bytes(MemoryLevel::dram, 800);
  const ModelledJoules joules = model_energy(o, find_energy_table("horowitz_45nm"));
  EXPECT_NEAR(joules.low, 134.84e-9, 1e-15);
  EXPECT_NEAR(joules.high, 264.84e-9, 1e-15);
}

TEST(EnergyTable, ErrorsNameTheKey) {
  const std::string good = R"({"title": "t", "source": "s", "note": "", "picojoules": {"mac_fp32": 1, "accumulate": 1,
    "flop": 1, "byte_compare": 1, "lookup": 1, "permanence_update": 1}, "picojoules_per_64_bit": {"sram_8k": 1,
    "sram_32k": 1, "sram_1m": 1, "dram": [1, 2]}})";
  EXPECT_EQ(parse_energy_table(good, "mine.json").name, "mine");
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return [text] { (void)parse_energy_table(text, "mine.json"); };
  };
  EXPECT_THAT(with("\"lookup\": 1", "\"lookup\": -1"), ThrowsMessage<InputError>(HasSubstr("mine.json: 'lookup'")));
  EXPECT_THAT(with("[1, 2]", "[2, 1]"), ThrowsMessage<InputError>(HasSubstr("'dram'")));
  EXPECT_THAT(with("\"flop\": 1", "\"flops\": 1"), ThrowsMessage<InputError>(HasSubstr("unknown key 'flops'")));
  EXPECT_THAT(with("\"lookup\": 1, ", ""), ThrowsMessage<InputError>(HasSubstr("'lookup' is missing")));
  EXPECT_THAT(with("[1, 2]", "[1; 2]"),
              ThrowsMessage<InputError>(HasSubstr("mine.json:3:44: \";\" cannot stand here")));
  EXPECT_THAT([] { (void)find_energy_table("nothing"); }, ThrowsMessage<InputError>(HasSubstr("horowitz_45nm")));
  EXPECT_THROW((void)find_energy_table("/nonexistent/table.json"), InputError);
}

// Strubell, Ganesh, McCallum (2019), table 3: watts, hours, kWh x PUE, pounds of CO2e.
struct StrubellRow {
  const char* model;
  double watts, hours, kwh_pue, pounds;
};

class Strubell : public ::testing::TestWithParam<StrubellRow> {};

TEST_P(Strubell, PublishedRow) {
  const StrubellRow& row = GetParam();
  const double joules = row.watts * row.hours * 3600;
  const Carbon carbon = carbon_of(MeasuredJoules{joules, joules}, strubell_convention());
  EXPECT_NEAR(carbon.kwh * carbon.pue, row.kwh_pue, 0.005 * row.kwh_pue + 0.5);
  EXPECT_NEAR(carbon.grams / kGramsPerPound, row.pounds, 0.005 * row.pounds + 0.5);
  EXPECT_EQ(carbon.kind, EnergyKind::measured);
}

INSTANTIATE_TEST_SUITE_P(Table3, Strubell,
                         ::testing::Values(StrubellRow{"Transformer base", 1415.78, 12, 27, 26},
                                           StrubellRow{"Transformer big", 1515.43, 84, 201, 192},
                                           StrubellRow{"ELMo", 517.66, 336, 275, 262},
                                           StrubellRow{"BERT base", 12041.51, 79, 1507, 1438},
                                           StrubellRow{"NAS", 1515.43, 274120, 656347, 626155}));

TEST(Carbon, FactorsAreShown) {
  const Carbon world = carbon_of(EstimatedJoules{3.6e6, 3.6e6}, CarbonConvention{});
  EXPECT_DOUBLE_EQ(world.kwh, 1.0);
  EXPECT_DOUBLE_EQ(world.pue, 1.0);
  EXPECT_DOUBLE_EQ(world.g_per_kwh, 475.0);
  EXPECT_DOUBLE_EQ(world.grams, 475.0);
  EXPECT_LT(find_carbon_convention("FRA").g_per_kwh, find_carbon_convention("DEU").g_per_kwh);
  EXPECT_THAT([] { (void)find_carbon_convention("XXX"); }, ThrowsMessage<InputError>(HasSubstr("strubell")));
}

}  // namespace
}  // namespace colonnade::ledger
