#pragma once

#include <functional>
#include <memory>
#include <string>

#include "colour.h"
#include "commands.h"
#include "document.h"
#include "transport.h"

namespace colonnade::viewer {

/// What can be pointed at in some pane.
enum class Thing : std::uint32_t { none, hypothesis, object, segment, module, step, vote };

struct Picked {
  Thing thing = Thing::none;
  std::uint32_t which = 0;   ///< id of a hypothesis, number of an object, segment, module or step
  std::uint32_t object = 0;  ///< whose segment
  friend bool operator==(const Picked&, const Picked&) = default;
};

/// What all panes show: the recording, the moment, and what is pointed at. Panes change it and are told of changes.
class Stage {
 public:
  /// What has changed since the panes were told last.
  enum class Change { document, content, cursor, highlight, look };
  std::function<void(Change)> changed = [](Change) {};

  /// @throws InputError; then what was open stays.
  void open(const std::filesystem::path& path);
  void close();
  [[nodiscard]] Document* document() const { return document_.get(); }
  [[nodiscard]] const Transport& transport() const { return transport_; }
  [[nodiscard]] Cursor cursor() const { return transport_.cursor(); }
  [[nodiscard]] int column() const { return column_; }
  [[nodiscard]] const Theme& theme() const { return *theme_; }
  [[nodiscard]] const Picked& hovered() const { return hovered_; }
  [[nodiscard]] const Picked& selected() const { return selected_; }
  /// What is hovered, or else what is selected.
  [[nodiscard]] const Picked& highlighted() const { return hovered_.thing != Thing::none ? hovered_ : selected_; }

  // The step under the cursor; null when there is none.
  [[nodiscard]] std::shared_ptr<const recording::StepRecord> step() const;
  [[nodiscard]] std::shared_ptr<const recording::StepRecord> previous_step() const;
  [[nodiscard]] const recording::EpisodeRecord* episode() const;
  /// The chosen column of it; null when there is none.
  [[nodiscard]] const recording::ColumnRecord* column_of(const recording::StepRecord* step) const;
  /// The object that panes about one object show: the selected one, or the one that is learned, or the most likely
  /// one.
  [[nodiscard]] std::uint32_t shown_object() const;

  /// Moves the cursor with one of Transport's functions.
  template <class Move>
  void move(Move&& how) {
    if (!document_) return;
    const Cursor before = cursor();
    how(transport_, *document_);
    if (cursor() != before)
      changed(Change::cursor);
    else
      changed(Change::highlight);  // play buttons
  }
  void set_column(int column);
  void set_theme(const Theme& theme);
  void hover(Picked what);
  void select(Picked what);

  /// Time passes: plays, and takes in what was written meanwhile (not more often than every 20 ms).
  void tick(double seconds);

 private:
  std::unique_ptr<Document> document_;
  Transport transport_;
  const Theme* theme_ = &kDark;
  int column_ = 0;
  Picked hovered_;
  Picked selected_;
  double since_poll_ = 0;
};

/// The rows about time: play, step, jump, loop, follow.
void add_transport_commands(CommandTable& table, Stage& stage);

}  // namespace colonnade::viewer
