#pragma once

#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <vector>

namespace colonnade::viewer {

/// Something that a person can do. Menus, shortcuts, the palette and the sheet of keys are made from these rows alone.
struct Command {
  std::string id;    ///< "play.toggle"
  std::string menu;  ///< "Play"; empty: in no menu, only in the palette
  std::string text;  ///< "Play or pause"
  std::string tip;   ///< a sentence
  std::string keys;  ///< "Space", "Ctrl+P"; several are separated by blanks, the first is shown
  std::function<void()> run;
  std::function<bool()> enabled = [] { return true; };
  std::function<bool()> checked = nullptr;  ///< for what is on or off
};

class CommandTable {
 public:
  /// @pre no other command has its id or one of its keys (checked by tests over the whole table).
  void add(Command command);
  /// Takes out all rows whose ids begin so. Pointers to other rows stay good.
  void remove(std::string_view beginning);
  [[nodiscard]] const std::list<Command>& all() const { return commands_; }
  /// Null when there is none.
  [[nodiscard]] const Command* find(std::string_view id) const;
  /// Runs a command if it is enabled. @return whether it did.
  bool run(std::string_view id) const;
  /// Those whose menu and text have the query's letters in this order, best first; all for an empty query.
  [[nodiscard]] std::vector<const Command*> matching(std::string_view query) const;
  /// Keys or ids that two rows have in common; empty when all is well.
  [[nodiscard]] std::vector<std::string> clashes() const;

 private:
  std::list<Command> commands_;  // rows stay where they are
};

}  // namespace colonnade::viewer
