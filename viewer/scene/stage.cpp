#include "stage.h"

namespace colonnade::viewer {
namespace {

constexpr double kPollSeconds = 0.02;
constexpr double kIdlePollSeconds = 1.0;

}  // namespace

void Stage::open(const std::filesystem::path& path) {
  document_ = std::make_unique<Document>(path);
  transport_.reset();
  hovered_ = selected_ = {};
  column_ = 0;
  if (document_->reader().growth() == recording::Growth::growing) transport_.set_follow(true);
  transport_.advance(*document_, 0);
  changed(Change::document);
}

void Stage::close() {
  document_.reset();
  transport_.reset();
  changed(Change::document);
}

std::shared_ptr<const recording::StepRecord> Stage::step() const {
  const recording::EpisodeRecord* e = episode();
  return e != nullptr && cursor().step < e->steps ? document_->step(cursor()) : nullptr;
}

std::shared_ptr<const recording::StepRecord> Stage::previous_step() const {
  const Cursor at = cursor();
  return document_ && at.step > 0 && step() ? document_->step({at.episode, at.step - 1}) : nullptr;
}

const recording::EpisodeRecord* Stage::episode() const {
  return document_ ? document_->episode(cursor().episode) : nullptr;
}

const recording::ColumnRecord* Stage::column_of(const recording::StepRecord* step) const {
  const auto index = static_cast<std::size_t>(column_);
  return step != nullptr && index < step->columns.size() ? &step->columns[index] : nullptr;
}

std::uint32_t Stage::shown_object() const {
  const Picked& what = highlighted();
  if (what.thing == Thing::object) return what.which;
  if (what.thing == Thing::segment) return what.object;
  if (const auto* e = episode(); e != nullptr && e->learning) {  // no hypotheses: it is told what it touches
    return document_->object_id(static_cast<std::uint32_t>(column_), e->object).value_or(0);
  }
  const auto now = step();
  if (const auto* column = column_of(now.get()); column != nullptr && !column->hypotheses.empty()) {
    return column->hypotheses.front().object;
  }
  return 0;
}

void Stage::set_column(int column) {
  if (!document_ || column < 0 || column >= document_->reader().info().columns) return;
  column_ = column;
  changed(Change::cursor);
}

void Stage::set_theme(const Theme& theme) {
  theme_ = &theme;
  changed(Change::look);
}

void Stage::hover(Picked what) {
  if (what == hovered_) return;
  hovered_ = what;
  changed(Change::highlight);
}

void Stage::select(Picked what) {
  if (what == selected_) return;
  selected_ = what;
  changed(Change::highlight);
}

void Stage::tick(double seconds) {
  if (!document_) return;
  since_poll_ += seconds;
  bool news = false;
  // A complete recording may still be deleted or replaced.
  const bool grows = document_->reader().growth() != recording::Growth::complete;
  if (since_poll_ >= (grows ? kPollSeconds : kIdlePollSeconds)) {
    since_poll_ = 0;
    news = document_->poll();
  }
  const bool moved = transport_.advance(*document_, seconds);
  if (news) changed(Change::content);
  if (moved) changed(Change::cursor);
}

void add_transport_commands(CommandTable& table, Stage& stage) {
  const auto has = [&stage] { return stage.document() != nullptr; };
  const auto add = [&](std::string id, std::string text, std::string tip, std::string keys, auto how) {
    table.add({"play." + id, "Play", std::move(text), std::move(tip), std::move(keys),
               [&stage, how] { stage.move(how); }, has, nullptr});
  };
  const auto toggle = [&](std::string id, std::string text, std::string tip, std::string keys, auto how, auto is) {
    table.add({"play." + id, "Play", std::move(text), std::move(tip), std::move(keys),
               [&stage, how] { stage.move(how); }, has, [&stage, is] { return is(stage.transport()); }});
  };
  toggle(
      "toggle", "Play", "Plays on from here, or stops", "Space",
      [](Transport& t, const Document&) { t.set_playing(!t.playing()); },
      [](const Transport& t) { return t.playing(); });
  add("next", "Next step", "One sensation on", "Right", [](Transport& t, const Document& d) { t.step_by(d, 1); });
  add("previous", "Previous step", "One sensation back", "Left",
      [](Transport& t, const Document& d) { t.step_by(d, -1); });
  add("next10", "Ten steps on", "Ten sensations on", "Shift+Right",
      [](Transport& t, const Document& d) { t.step_by(d, 10); });
  add("previous10", "Ten steps back", "Ten sensations back", "Shift+Left",
      [](Transport& t, const Document& d) { t.step_by(d, -10); });
  add("start", "Start of the episode", "The first sensation of this episode", "Home",
      [](Transport& t, const Document& d) { t.to_start(d); });
  add("end", "End of the episode", "The last sensation of this episode", "End",
      [](Transport& t, const Document& d) { t.to_end(d); });
  add("next_episode", "Next episode", "The next object shown", "PgDown",
      [](Transport& t, const Document& d) { t.episode_by(d, 1); });
  add("previous_episode", "Previous episode", "The object shown before", "PgUp",
      [](Transport& t, const Document& d) { t.episode_by(d, -1); });
  add("faster", "Faster", "Doubles the speed", "+", [](Transport& t, const Document&) { t.set_speed(2 * t.speed()); });
  add("slower", "Slower", "Halves the speed", "-", [](Transport& t, const Document&) { t.set_speed(0.5 * t.speed()); });
  toggle(
      "loop", "Repeat the episode", "Begins again at the end of the episode", "L",
      [](Transport& t, const Document&) { t.set_loop(!t.loop()); }, [](const Transport& t) { return t.loop(); });
  toggle(
      "follow", "Follow the end", "Stays at the latest step while the recording grows", "F",
      [](Transport& t, const Document& d) {
        t.set_follow(!t.follow());
        t.advance(d, 0);
      },
      [](const Transport& t) { return t.follow(); });
}

}  // namespace colonnade::viewer
