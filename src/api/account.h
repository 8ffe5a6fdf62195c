#pragma once

#include <string>

namespace mien::api {

/// What ARNs are made of.
struct Account {
  std::string region = "us-east-1";
  std::string id = "123456789012";
};

}  // namespace mien::api
