#include <colonnade/files/csv.h>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support.h"

namespace colonnade::files {
namespace {

using Cells = std::vector<std::string>;

std::string refused(std::string_view text) {
  return refusal([text] { return parse_csv(text, "t.csv"); });
}

TEST(Csv, ReadsWhatSpreadsheetsWrite) {
  for (const std::string text : {
           "file,name\ncup.obj,cup\n",  // plain
           "file,name\ncup.obj,cup",    // no end of the last line
           "\xEF\xBB\xBF"
           "file,name\r\ncup.obj,cup\r\n",                      // Windows
           "file,name\rcup.obj,cup\r",                          // an old Macintosh
           "\"file\",\"name\"\n\"cup.obj\",\"cup\"\n",          // quoted
           "file;name\ncup.obj;cup\n",                          // where commas are in numbers
           "file\tname\ncup.obj\tcup\n",                        // copied out of a table
           " file , \"name\" \n cup.obj,cup \n",                // aligned by hand
           "\nfile,name\n\n,\ncup.obj,cup\n,\n\n",              // empty rows
           "\xEF\xBB\xBF\"file\";\"name\"\r\n\"cup.obj\";cup",  // all at once
       }) {
    const CsvTable table = parse_csv(text, "t.csv");
    EXPECT_EQ(table.header.cells, (Cells{"file", "name"})) << text;
    ASSERT_EQ(table.rows.size(), 1U) << text;
    EXPECT_EQ(table.rows[0].cells, (Cells{"cup.obj", "cup"})) << text;
    EXPECT_EQ(table.column("name"), 1U);
  }
}

TEST(Csv, QuotesHoldWhatWouldEndACell) {
  const CsvTable table = parse_csv("a,b\n\"1,\"\"2\"\"\n;3\",\"\"\n4,5\n", "t.csv");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0].cells, (Cells{"1,\"2\"\n;3", ""}));
  EXPECT_EQ(table.rows[0].line, 2);
  EXPECT_EQ(table.rows[1].line, 4) << "lines are those of the file";
  EXPECT_EQ(parse_csv("a;b\n1,5;2\n", "t.csv").rows[0].cells, (Cells{"1,5", "2"}));
}

TEST(Csv, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(refused(""), "t.csv: is empty");
  EXPECT_EQ(refused("\n\r\n,,\n"), "t.csv: is empty");
  EXPECT_EQ(refused("a,b\n1,2\n3\n"), "t.csv:3: 1 cells, but the header has 2");
  EXPECT_EQ(refused("a,b\n1,\"2\n3,4\n"), "t.csv:2:3: a quote that is not closed");
  EXPECT_EQ(refused("a,b\n\"1\"x,2\n"), "t.csv:2:4: text after a closing quote");
  EXPECT_EQ(refused("a,b\nö5\" pipe,2\n"), "t.csv:2:3: a quote within a cell that does not begin with one");
  EXPECT_EQ(refused(std::string_view("\xFF\xFE"
                                     "a\0,\0",
                                     6)),
            "t.csv: is no UTF-8 text (UTF-16?)");
  const CsvTable table = parse_csv("a,b,a\n", "t.csv");
  EXPECT_EQ(refusal([&] { return table.column("c"); }),
            "t.csv:1: there is no column \"c\"; there are \"a\", \"b\", \"a\"");
  EXPECT_EQ(refusal([&] { return table.column("a"); }), "t.csv:1: there are two columns \"a\"");
}

RC_GTEST_PROP(Csv, WhatIsWrittenIsReadBack, (const std::vector<std::pair<std::string, std::string>>& rows)) {
  std::string text = "a,b\n";
  for (const auto& [a, b] : rows) {
    RC_PRE(a.find('\0') == std::string::npos && b.find('\0') == std::string::npos);
    text += csv_cell("x" + a) + "," + csv_cell(b + "x") + "\n";
  }
  const CsvTable table = parse_csv(text, "t.csv");
  RC_ASSERT(table.rows.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RC_ASSERT(table.rows[i].cells == (Cells{"x" + rows[i].first, rows[i].second + "x"}));
  }
}

}  // namespace
}  // namespace colonnade::files
