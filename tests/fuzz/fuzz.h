// What the fuzz targets share.
#pragma once

#include <cstdlib>
#include <string>

#include "reference/core/error.h"

namespace rederive::fuzz {

inline void require(bool truth) {
  if (!truth) std::abort();
}

/// The bytes are taken, or refused by an IoError of one line that begins with "file": nothing else may come out.
/// Returns that line; empty when they were taken.
template <class Body>
std::string taken_or_refused(const Body& body) {
  try {
    body();
    return "";
  } catch (const IoError& error) {
    std::string message = error.what();
    require(message.starts_with("file") && message.find('\n') == std::string::npos);
    return message;
  }
}

}  // namespace rederive::fuzz
