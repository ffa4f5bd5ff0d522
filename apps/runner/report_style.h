#pragma once

#include <string_view>

namespace colonnade::runner {

/// The report's style sheet: colours are variables, so that one page fits a light and a dark desktop.
inline constexpr std::string_view kReportStyle = R"css(
:root { color-scheme: light dark; --ground: #fbfaf8; --card: #ffffff; --ink: #1d2228; --soft: #66707c; --rule: #e4e1dc;
  --track: #eeebe6; --good: #2f8f83; --fair: #d39b2a; --bad: #c8553d; --accent: #3a6ea5;
  --c0: #3a6ea5; --c1: #c8553d; --c2: #2f8f83; --c3: #8a5ea8; --c4: #c28a1c; --c5: #7a7f87; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --card: #1c2127; --ink: #e8e6e1; --soft: #9aa4af;
  --rule: #2d343c; --track: #272d34; --good: #4fb8a9; --fair: #e0b04a; --bad: #e4785f; --accent: #7aaee0;
  --c0: #7aaee0; --c1: #e4785f; --c2: #4fb8a9; --c3: #b98fd6; --c4: #e0b04a; --c5: #98a0a9; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 80px; }
h1 { font-size: 28px; margin: 0; letter-spacing: -0.02em; overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 44px 0 12px; letter-spacing: -0.01em; }
p, .soft { color: var(--soft); margin: 4px 0 12px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(165px, 1fr)); gap: 12px; margin-top: 24px; }
.tile, .card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 14px 16px; }
.tile b { display: block; font-size: 25px; font-weight: 620; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: 13px; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); gap: 14px; }
.models { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 14px; }
.card { overflow-x: auto; }
.bars { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 10px; }
.card h3 { font-size: 14px; margin: 0 0 6px; font-weight: 600; }
.card.miss { border-color: var(--bad); }
.models img { width: 100%; display: block; }
svg.chart { display: block; max-width: 100%; height: auto; }
svg .label { font-size: 12px; fill: var(--ink); } svg .tick { font-size: 11px; fill: var(--soft); }
svg .cell { font-size: 11px; fill: var(--ink); }
svg .track { fill: var(--track); } svg .good { fill: var(--good); } svg .fair { fill: var(--fair); }
svg .bad { fill: var(--bad); } svg .fill { fill: var(--accent); }
svg .grid { stroke: var(--rule); } svg .axis { stroke: var(--soft); }
svg .curve { fill: none; stroke-width: 1.3; } svg .strong { stroke-width: 2.8; }
svg .c0 { stroke: var(--c0); } svg .c1 { stroke: var(--c1); } svg .c2 { stroke: var(--c2); } svg .c3 { stroke: var(--c3); }
svg .c4 { stroke: var(--c4); } svg .c5 { stroke: var(--c5); } svg .dot { fill: var(--card); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--rule); font-size: 14px; }
th { color: var(--soft); font-weight: 500; } td.n, th.n { text-align: right; }
pre { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 14px 16px; overflow-x: auto;
  font-size: 12.5px; }
details summary { cursor: pointer; color: var(--soft); }
)css";

}  // namespace colonnade::runner
