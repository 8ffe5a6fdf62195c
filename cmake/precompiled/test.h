// What nearly every test includes: see MienPrecompiled.cmake.
#include <gtest/gtest.h>

#include "library.h"
