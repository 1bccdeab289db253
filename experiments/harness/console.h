// What the program says beside its results.
#pragma once

#include <string>
#include <string_view>

namespace rederive {

/// One line on stderr: "rederive: " and the text, whatever line breaks are in it.
void say(std::string_view text);

/// Text on stderr as it is. A stderr that is full or closed must not stop the work, so neither function throws.
void write_stderr(std::string_view text);

/// Call it first: a standard stream that the caller closed would hand its number to the first file that is opened, and
/// what is printed would end up in that file.
void hold_standard_streams();

/// Throws IoError when something printed to stdout has not arrived: a full disk, a closed stream, a reader gone away.
void require_stdout();

/// A word as a shell takes it for itself: quoted where it has to be.
std::string shell_word(std::string_view word);

}  // namespace rederive
