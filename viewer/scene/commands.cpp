#include "commands.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>

namespace colonnade::viewer {
namespace {

/// How far the letters of the query lie apart in the text; negative: they are not all there.
int distance(std::string_view query, std::string_view text) {
  int sum = 0;
  std::size_t at = 0;
  std::size_t last = 0;
  for (const char wanted : query) {
    if (wanted == ' ') continue;
    while (at < text.size() &&
           std::tolower(static_cast<unsigned char>(text[at])) != std::tolower(static_cast<unsigned char>(wanted))) {
      ++at;
    }
    if (at == text.size()) return -1;
    sum += static_cast<int>(at - last);
    last = ++at;
  }
  return sum;
}

}  // namespace

void CommandTable::add(Command command) { commands_.push_back(std::move(command)); }

void CommandTable::remove(std::string_view beginning) {
  commands_.remove_if([&](const Command& command) { return command.id.starts_with(beginning); });
}

const Command* CommandTable::find(std::string_view id) const {
  for (const Command& command : commands_) {
    if (command.id == id) return &command;
  }
  return nullptr;
}

bool CommandTable::run(std::string_view id) const {
  const Command* command = find(id);
  if (command == nullptr || !command->enabled()) return false;
  command->run();
  return true;
}

std::vector<const Command*> CommandTable::matching(std::string_view query) const {
  std::vector<std::pair<int, const Command*>> found;
  for (const Command& command : commands_) {
    const int in_text = distance(query, command.text);
    const int in_both = distance(query, command.menu + " " + command.text);
    const int best = in_text >= 0 ? in_text : in_both + 100;
    if (in_text >= 0 || in_both >= 0) found.emplace_back(query.empty() ? 0 : best, &command);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const Command*> commands;
  for (const auto& [_, command] : found) commands.push_back(command);
  return commands;
}

std::vector<std::string> CommandTable::clashes() const {
  std::map<std::string, int> seen;
  for (const Command& command : commands_) {
    ++seen[command.id];
    std::istringstream keys(command.keys);
    for (std::string key; keys >> key;) ++seen[key];
  }
  std::vector<std::string> result;
  for (const auto& [what, times] : seen) {
    if (times > 1) result.push_back(what);
  }
  return result;
}

}  // namespace colonnade::viewer
