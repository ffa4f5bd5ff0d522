#pragma once

namespace colonnade::recording {

/// The tables of a recording (docs/format.md).
inline constexpr const char* kSchema = R"(
  CREATE TABLE recording (id INTEGER PRIMARY KEY, complete INTEGER NOT NULL, host TEXT NOT NULL, process INTEGER NOT NULL,
                          process_start INTEGER NOT NULL, written REAL NOT NULL, latest INTEGER NOT NULL,
                          revision INTEGER NOT NULL);
  CREATE TABLE info (name TEXT PRIMARY KEY, value NOT NULL);
  CREATE TABLE encoder_option (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value NOT NULL);
  CREATE TABLE object (key INTEGER PRIMARY KEY, name TEXT NOT NULL, segments INTEGER NOT NULL, revision INTEGER NOT NULL,
                       data BLOB NOT NULL);
  CREATE TABLE shape (name TEXT PRIMARY KEY, data BLOB NOT NULL);
  CREATE TABLE episode (number INTEGER PRIMARY KEY, object TEXT NOT NULL, pose BLOB NOT NULL, learning INTEGER NOT NULL,
                        steps INTEGER NOT NULL, finished INTEGER NOT NULL, decided INTEGER NOT NULL,
                        result TEXT NOT NULL, revision INTEGER NOT NULL);
  CREATE INDEX episode_revision ON episode (revision);
  CREATE TABLE step (key INTEGER PRIMARY KEY, flags INTEGER NOT NULL, time REAL NOT NULL, evidence BLOB NOT NULL,
                     data BLOB NOT NULL);
  CREATE TABLE patch (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
)";

}  // namespace colonnade::recording
