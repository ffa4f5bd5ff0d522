#include <colonnade/files/json.h>

#include <filesystem>

#include <gtest/gtest.h>

#include "support.h"

namespace colonnade::files {
namespace {

std::string refused(std::string_view text) {
  return refusal([text] { return parse_json(text, "t.json"); });
}

TEST(Json, ErrorsOfSyntaxNameTheirPlace) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "t.json: is empty"},
      {" \n", "t.json: is empty"},
      {"{\"a\": [1,\n 2", "t.json:2:3: the file ends here, within a list, object or text"},
      {"{\"a\": \"b", "t.json:1:9: the file ends here, within a list, object or text"},
      {"{\"a\": 1,\n \"b\" 2}", "t.json:2:6: \"2\" cannot stand here"},
      {"{\"unit\": 0,001}", "t.json:1:12: \"001\" cannot stand here (numbers have a decimal point, not a comma)"},
      {"{\"unit\": NaN}", "t.json:1:10: \"NaN\" is no number in JSON"},
      {"[1, -Infinity]", "t.json:1:5: \"-Infinity\" is no number in JSON"},
      {"[1, 2, ]", "t.json:1:8: \"]\" cannot stand here, right after a comma"},
      {"{'a': 1}", "t.json:1:2: \"'\" cannot stand here (texts stand in double quotes)"},
      {"[1, // one\n 2]", "t.json:1:5: \"/\" cannot stand here (JSON has no comments)"},
      {"{\"a\": True}", "t.json:1:7: \"True\" cannot stand here (JSON has true, false and null)"},
      {"{\"\xC3\xBC\": x}", "t.json:1:7: \"x\" cannot stand here"},
      {"[\"a\nb\"]", "t.json:1:4: a line break or control character within a text"},
      {"[\"\xFF\"]", "t.json:1:3: a character that cannot stand here, or is no UTF-8"},
      {"[1] 2", "t.json:1:5: \"2\" cannot stand here"},
      {"[01]", "t.json:1:2: \"01\" cannot stand here"},
      {"[1e999]", "t.json: a number is too large"},
      {"{\"K\": 1, \"b\": {\"K\": 2}, \"K\": 3}", "t.json: the key \"K\" stands twice"},
      {"\xFF\xFE{", "t.json: is no UTF-8 text (UTF-16?)"},
  };
  for (const auto& [text, message] : cases) EXPECT_EQ(refused(text), message) << text;
  EXPECT_EQ(refusal([] { return parse_json("{\"a\":}", "t.jsonl", 7); }), "t.jsonl:7:6: \"}\" cannot stand here");
}

TEST(Json, NestingHasALimit) {
  EXPECT_EQ(refused(std::string(60, '[') + std::string(60, ']')), "");
  EXPECT_NE(refused(std::string(1000000, '[')).find("64 deep"), std::string::npos);
}

TEST(Json, AByteOrderMarkIsPassedOver) { EXPECT_EQ(parse_json("\xEF\xBB\xBF[1]", "t.json")[0], 1); }

TEST(Json, ErrorsOfValuesNameTheirPath) {
  const Json json = parse_json(R"({"a": {"b": [1, "x\u0007", -3, 2.5, 1e30]}, "t": null})", "t.json");
  const JsonValue value(json, "t.json");
  const JsonValue list = value.at("a").at("b");
  EXPECT_EQ(list.size(), 5U);
  EXPECT_EQ(list.at(0).number(), 1);
  EXPECT_EQ(list.at(2).integer<int>(), -3);
  const auto refused_by = [](const auto& act) { return refusal(act); };
  EXPECT_EQ(refused_by([&] { return list.at(1).number(); }), "t.json: a.b[1] must be a number, not \"x\\u0007\"");
  EXPECT_EQ(refused_by([&] { return list.at(2).integer<unsigned>(); }),
            "t.json: a.b[2] must be a whole number from 0 up, not -3");
  EXPECT_EQ(refused_by([&] { return list.at(3).integer<int>(); }), "t.json: a.b[3] must be a whole number, not 2.5");
  EXPECT_EQ(refused_by([&] { return list.at(4).integer<std::uint64_t>(); }),
            "t.json: a.b[4] must be a whole number from 0 up, not 1e+30");
  EXPECT_EQ(refused_by([&] { return value.at("c"); }), "t.json: \"c\" is missing");
  EXPECT_EQ(refused_by([&] { return value.at("a").at("c"); }), "t.json: a \"c\" is missing");
  EXPECT_EQ(refused_by([&] { return value.at("t").text(); }), "t.json: t must be a text, not null");
  EXPECT_EQ(refused_by([&] { return value.at("t").has("x"); }), "t.json: t must be an object { ... }, not null");
  EXPECT_EQ(refused_by([&] { return value.at("a").size(); }).substr(0, 31), "t.json: a must be a list [ ... ");
  std::uint8_t small = 0;
  const Json large = parse_json("{\"n\": 256}", "t.json");
  EXPECT_EQ(refused_by([&] { return JsonValue(large, "t.json").get_to("n", small), 0; }),
            "t.json: n must be a whole number from 0 up, not 256");
}

TEST(Json, FilesThatCannotBeReadAreNamed) {
  const auto folder = std::filesystem::path(testing::TempDir());
  EXPECT_NE(refusal([&] { return read_json(folder); }).find("is a folder"), std::string::npos);
  EXPECT_NE(refusal([&] { return read_json(folder / "no" / "such.json"); }).find("No such file"), std::string::npos);
}

}  // namespace
}  // namespace colonnade::files
