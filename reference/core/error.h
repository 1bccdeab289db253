// The errors that the library throws. A message says what is wrong, where, and what to do; whoever catches it adds
// nothing but the program's name. The classes differ only in what a caller can do about them.
#pragma once

#include <stdexcept>

namespace rederive {

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Operands whose shapes do not fit together: a programming fault; the message carries the shapes.
struct ShapeError : Error {
  using Error::Error;
};

/// A value from outside (a flag, a parameter, a pattern) that is out of its range. Found before any work is done.
struct UsageError : Error {
  using Error::Error;
};

/// What was asked for cannot be measured here: no data, nothing to compare, an unlike machine.
struct UnavailableError : Error {
  using Error::Error;
};

/// A file or a connection that cannot be read or written, or bytes that are not what they should be.
struct IoError : Error {
  using Error::Error;
};

/// The user asked to stop. Not a fault; carries no work that could be kept.
struct Interrupted : Error {
  Interrupted() : Error("interrupted") {}
};

}  // namespace rederive
