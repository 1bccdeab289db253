// What a cell that takes minutes keeps after each epoch, so that an interruption costs no more than one: the rows so
// far and the tensors that the next epoch starts from. Random streams are named by epoch, so nothing of them is kept,
// and a cell that was interrupted ends with the bits of one that was not.
//
// The file as bytes:
//   line 1  schema and SHA-256 of all that follows
//   line 2  the cell's key, the epoch, the rows, the sizes of the tensors
//   rest    the tensors' float32 numbers, little-endian, one tensor after the other
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "experiments/harness/cell.h"

namespace rederive {

struct ColumnSheet;

struct Checkpoint {
  int epoch = 0;  // the last one that is done
  std::vector<std::vector<Value>> rows;
  std::vector<std::vector<float>> tensors;
};

std::string checkpoint_file(const CellKey& key, const Checkpoint& checkpoint);

/// Any bytes. Throws IoError, which begins with `name`, unless they are a whole checkpoint of this cell and its rows'
/// values have the columns' types.
Checkpoint parse_checkpoint(std::string_view bytes, const std::string& name, const CellKey& key,
                            const std::vector<ColumnSheet>& columns);

}  // namespace rederive
