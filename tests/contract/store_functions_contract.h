#pragma once

#include <set>
#include <string>

#include "contract/store_contract.h"
#include "core/limits.h"
#include "ports/functions.h"

namespace mien {

/// What every adapter's FunctionStore must do.
template <class Store>
class StoreFunctionsContract : public testing::Test {
 protected:
  static FunctionName name(std::string_view text) { return FunctionName::parse(text).value(); }
  static Uuid number(std::uint8_t n, std::uint8_t m = 0) { return {{n, m}}; }
  static Function function(std::string_view text, std::uint8_t object, std::uint8_t revision = 1) {
    return {.name = name(text),
            .settings = {.runtime = "python3.11",
                         .handler = "app.handler",
                         .role_arn = "arn:aws:iam::123456789012:role/door",
                         .description = "T\xC3\xBCr",
                         .timeout_s = 15,
                         .memory_mb = 256,
                         .environment = {{"TABLE", "people"}, {"EMPTY", ""}}},
            .code = {.object = ObjectKey{number(object)}, .sha256 = samples::sha256(7), .bytes = 1234},
            .revision = number(revision),
            .updated = samples::at(100)};
  }
  FunctionStore& functions() { return store_.functions(); }
  std::set<ObjectKey> objects() {
    std::set<ObjectKey> out;
    EXPECT_TRUE(store_.changes().for_each_object([&](const ObjectKey& key) { out.insert(key); }));
    return out;
  }

  Store store_;
};
TYPED_TEST_SUITE_P(StoreFunctionsContract);

TYPED_TEST_P(StoreFunctionsContract, KeepsAFunctionAsItWasMade) {
  const Function made = this->function("door", 1);
  ASSERT_TRUE(this->functions().create(made));
  const Function found = this->functions().find(this->name("door")).value();
  EXPECT_EQ(found.name, made.name);
  EXPECT_EQ(found.settings, made.settings);
  EXPECT_EQ(found.code, made.code);
  EXPECT_EQ(found.revision, made.revision);
  EXPECT_EQ(found.updated, made.updated);
  EXPECT_EQ(this->functions().create(this->function("door", 2)).error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(this->functions().find(this->name("Door")).error().code, ErrorCode::kNotFound);
}

TYPED_TEST_P(StoreFunctionsContract, TellsTheSweepOfItsCode) {
  ASSERT_TRUE(this->functions().create(this->function("a", 1)));
  ASSERT_TRUE(this->functions().create(this->function("b", 2)));
  EXPECT_EQ(this->objects(), (std::set{ObjectKey{this->number(1)}, ObjectKey{this->number(2)}}));
  EXPECT_EQ(this->functions().remove(this->name("a")).value(), ObjectKey{this->number(1)});
  EXPECT_EQ(this->functions().replace(this->function("b", 3, 2), this->number(1)).value(), ObjectKey{this->number(2)});
  EXPECT_EQ(this->objects(), std::set{ObjectKey{this->number(3)}});
}

TYPED_TEST_P(StoreFunctionsContract, ReplacesOnlyWhatWasRead) {
  ASSERT_TRUE(this->functions().create(this->function("door", 1, 1)));
  Function changed = this->function("door", 1, 2);
  changed.settings.environment = {{"OTHER", "x"}};
  changed.settings.timeout_s = 60;
  changed.updated = samples::at(200);
  EXPECT_EQ(this->functions().replace(changed, this->number(9)).error().code, ErrorCode::kChangedMeanwhile);
  EXPECT_EQ(this->functions().find(changed.name).value().settings.timeout_s, 15U);
  EXPECT_EQ(this->functions().replace(changed, this->number(1)).value(), std::nullopt) << "the same code";
  const Function found = this->functions().find(changed.name).value();
  EXPECT_EQ(found.settings, changed.settings);
  EXPECT_EQ(found.revision, this->number(2));
  EXPECT_EQ(found.updated, samples::at(200));
  EXPECT_EQ(this->functions().replace(this->function("nobody", 1), this->number(1)).error().code, ErrorCode::kNotFound);
}

TYPED_TEST_P(StoreFunctionsContract, ListsByNameInPages) {
  for (const std::uint8_t i : {2, 1, 3})
    ASSERT_TRUE(this->functions().create(this->function("f" + std::to_string(i), i)));
  const auto first = this->functions().list({.after = {}, .limit = 2}).value();
  ASSERT_EQ(first.items.size(), 2U);
  EXPECT_EQ(first.items[0].name.text(), "f1");
  EXPECT_EQ(first.items[1].settings.environment.size(), 2U);
  const auto second = this->functions().list({.after = first.next, .limit = 2}).value();
  ASSERT_EQ(second.items.size(), 1U);
  EXPECT_EQ(second.items[0].name.text(), "f3");
  EXPECT_EQ(second.next, "");
  EXPECT_EQ(this->functions().list({.after = "made up"}).error().code, ErrorCode::kInvalidPageToken);
}

TYPED_TEST_P(StoreFunctionsContract, KeepsPermissionsUntilTheFunctionGoes) {
  const auto door = this->name("door");
  const FunctionPermission s3{"s3invoke", "lambda:InvokeFunction", "s3.amazonaws.com", "arn:aws:s3:::b",
                              "123456789012"};
  const FunctionPermission gateway{"gateway", "lambda:InvokeFunction", "apigateway.amazonaws.com"};
  EXPECT_EQ(this->functions().permit(door, s3).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(this->functions().create(this->function("door", 1)));
  ASSERT_TRUE(this->functions().permit(door, s3));
  ASSERT_TRUE(this->functions().permit(door, gateway));
  EXPECT_EQ(this->functions().permit(door, s3).error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(this->functions().permissions(door).value(), (std::vector{s3, gateway}));
  EXPECT_TRUE(this->functions().forbid(door, "s3invoke").value());
  EXPECT_FALSE(this->functions().forbid(door, "s3invoke").value());
  EXPECT_EQ(this->functions().permissions(door).value(), std::vector{gateway});
  ASSERT_TRUE(this->functions().remove(door));
  EXPECT_EQ(this->functions().permissions(door).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(this->functions().forbid(door, "gateway").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(this->functions().remove(door).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(this->functions().create(this->function("door", 1)));
  EXPECT_EQ(this->functions().permissions(door).value(), std::vector<FunctionPermission>{}) << "nothing is left";
}

TYPED_TEST_P(StoreFunctionsContract, HasAsManyFunctionsAndPermissionsAsItMay) {
  for (std::size_t i = 0; i < limits::kFunctionsMax; ++i) {
    Function one = this->function("f" + std::to_string(i), 1);
    one.code.object = ObjectKey{this->number(static_cast<std::uint8_t>(i % 256), static_cast<std::uint8_t>(i / 256))};
    ASSERT_TRUE(this->functions().create(one)) << i;
  }
  Function more = this->function("more", 1);
  more.code.object = ObjectKey{this->number(1, 255)};
  EXPECT_EQ(this->functions().create(more).error().code, ErrorCode::kQuotaExceeded);
  EXPECT_EQ(this->functions().find(more.name).error().code, ErrorCode::kNotFound);
  const auto f0 = this->name("f0");
  for (std::size_t i = 0; i < limits::kFunctionPermissionsMax; ++i)
    ASSERT_TRUE(this->functions().permit(f0, {std::to_string(i), "lambda:*", "*"}));
  EXPECT_EQ(this->functions().permit(f0, {"more", "lambda:*", "*"}).error().code, ErrorCode::kQuotaExceeded);
  EXPECT_EQ(this->functions().permissions(f0).value().size(), limits::kFunctionPermissionsMax);
}

REGISTER_TYPED_TEST_SUITE_P(StoreFunctionsContract, KeepsAFunctionAsItWasMade, TellsTheSweepOfItsCode,
                            ReplacesOnlyWhatWasRead, ListsByNameInPages, KeepsPermissionsUntilTheFunctionGoes,
                            HasAsManyFunctionsAndPermissionsAsItMay);

}  // namespace mien
