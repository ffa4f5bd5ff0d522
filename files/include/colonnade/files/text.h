#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace colonnade::files {

/// The whole file. @throws InputError naming the path and the reason.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

/// "file:line:column" of a byte of the file's text; columns count characters, both begin at 1.
/// @param first_line the number of the text's first line, where it is a part of the file.
[[nodiscard]] std::string place_of(std::string_view text, std::size_t byte, const std::string& file,
                                   int first_line = 1);

/// What an error can show of a text: control characters and all after some 40 bytes left out, in double quotes.
[[nodiscard]] std::string shown(std::string_view text);

/// The text without the byte-order mark that some programs begin UTF-8 with.
/// @throws InputError naming the file when it is no UTF-8, such as what spreadsheets call "Unicode text" (UTF-16).
[[nodiscard]] std::string_view utf8_text(std::string_view text, const std::string& file);

}  // namespace colonnade::files
