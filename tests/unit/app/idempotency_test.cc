#include "app/idempotency.h"

#include <thread>

#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;
using Ticket = IdempotencyGate::Ticket;

class Idempotency : public ::testing::Test {
 protected:
  World world;
  IdempotencyGate gate{world.store.idempotency(), world.feed, world.clock};
  Sha256 request = world.ids.sha256(std::as_bytes(std::span("request")));
  Sha256 other_request = world.ids.sha256(std::as_bytes(std::span("another")));

  /// Registers a person under a ticket, as the surface does.
  void finish(const Ticket& ticket, std::size_t person) {
    ASSERT_OK(world.register_person.run({.collection = world.staff,
                                         .images = {world.photo(person)},
                                         .name = "Ann",
                                         .idempotency = [&](const RegisterPerson::Response& response) {
                                           return ticket.record(response.person.id.text());
                                         }}));
  }
};

TEST_F(Idempotency, GivesTheStoredAnswerToARepetition) {
  {
    const auto entered = gate.enter("key-1", "once", request);
    ASSERT_OK(entered);
    ASSERT_TRUE(std::holds_alternative<Ticket>(*entered));
    finish(std::get<Ticket>(*entered), 1);
  }
  const auto again = gate.enter("key-1", "once", request);
  ASSERT_OK(again);
  ASSERT_TRUE(std::holds_alternative<IdempotencyRecord>(*again));
  const auto& record = std::get<IdempotencyRecord>(*again);
  EXPECT_EQ(record.response, world.store.people().list(world.staff, "", {})->items[0].id.text());
  EXPECT_EQ(record.created, world.clock.now());
  const auto third = gate.enter("key-1", "once", request);
  EXPECT_TRUE(third) << "a replayed answer holds no ticket";
}

/// The first request ends as stored only, because the index cannot follow its commit.
TEST_F(Idempotency, RepeatsAnAnswerOnlyOnceItIsSearchable) {
  {
    const auto entered = gate.enter("key-1", "once", request);
    ASSERT_OK(entered);
    const auto& ticket = std::get<Ticket>(*entered);
    const RegisterPerson::Request wanted{
        .collection = world.staff, .images = {world.photo(1)}, .name = "Ann", .idempotency = [&](const auto&) {
          return ticket.record("Ann");
        }};
    for (int call = 1; world.people_count() == 0; ++call) {
      world.plan.fail_call(call + 1);  // One more each time, until it is the first after the commit.
      EXPECT_FALSE(world.register_person.run(wanted));
    }
    world.plan.never();
  }
  ASSERT_EQ(world.searchable(GalleryKind::kPeople), 0U);
  world.plan.fail_call(1);
  EXPECT_FAILS(gate.enter("key-1", "once", request), kStoredNotSearchable);
  world.plan.never();
  const auto again = gate.enter("key-1", "once", request);
  ASSERT_OK(again);
  EXPECT_EQ(std::get<IdempotencyRecord>(*again).response, "Ann");
  EXPECT_EQ(world.searchable(GalleryKind::kPeople), 1U);
}

TEST_F(Idempotency, RefusesAnotherRequestUnderTheSameKey) {
  finish(std::get<Ticket>(*gate.enter("key-1", "once", request)), 1);
  EXPECT_FAILS(gate.enter("key-1", "once", other_request), kIdempotencyMismatch);
  EXPECT_TRUE(gate.enter("key-1", "once", request));
}

TEST_F(Idempotency, RefusesARequestWhileTheFirstIsAtWork) {
  const auto first = gate.enter("key-1", "once", request);
  ASSERT_OK(first);
  EXPECT_FAILS(gate.enter("key-1", "once", request), kIdempotencyInFlight);
  EXPECT_FAILS(gate.enter("key-1", "once", other_request), kIdempotencyInFlight);
  EXPECT_TRUE(gate.enter("key-1", "twice", request));
}

TEST_F(Idempotency, LetsARequestInAfterOneThatFailed) {
  {
    ASSERT_OK(gate.enter("key-1", "once", request));
  }
  const auto again = gate.enter("key-1", "once", other_request);
  ASSERT_OK(again);
  EXPECT_TRUE(std::holds_alternative<Ticket>(*again));
}

TEST_F(Idempotency, KeepsCallersApart) {
  const auto first = gate.enter("key-1", "once", request);
  const auto second = gate.enter("key-2", "once", other_request);
  ASSERT_OK(first);
  ASSERT_OK(second);
  EXPECT_TRUE(std::holds_alternative<Ticket>(*second));
}

TEST_F(Idempotency, ForgetsAfterADay) {
  finish(std::get<Ticket>(*gate.enter("key-1", "once", request)), 1);
  world.clock.advance(limits::kIdempotencyLifetime);
  EXPECT_TRUE(std::holds_alternative<IdempotencyRecord>(*gate.enter("key-1", "once", request)));
  world.clock.advance(std::chrono::milliseconds(1));
  EXPECT_TRUE(std::holds_alternative<Ticket>(*gate.enter("key-1", "once", other_request)));
}

TEST_F(Idempotency, TakesKeysWithinTheirLimits) {
  EXPECT_FAILS(gate.enter("key-1", "", request), kInvalidArgument);
  EXPECT_FAILS(gate.enter("key-1", std::string(limits::kIdempotencyKeyBytesMax + 1, 'k'), request), kInvalidArgument);
  EXPECT_TRUE(gate.enter("key-1", std::string(limits::kIdempotencyKeyBytesMax, 'k'), request));
}

TEST_F(Idempotency, HoldsNoTicketAfterAStoreOutOfOrder) {
  world.store.set_down(true);
  EXPECT_FAILS(gate.enter("key-1", "once", request), kUnavailable);
  world.store.set_down(false);
  EXPECT_TRUE(gate.enter("key-1", "once", request));
}

TEST_F(Idempotency, LetsOneOfManyThreadsRegister) {
  std::atomic<int> performed{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      const auto entered = gate.enter("key-1", "once", request);
      if (!entered) {
        EXPECT_EQ(entered.error().code, ErrorCode::kIdempotencyInFlight);
      } else if (const auto* ticket = std::get_if<Ticket>(&*entered)) {
        finish(*ticket, 1);
        ++performed;
      }
    });
  threads.clear();
  EXPECT_EQ(performed, 1);
  EXPECT_EQ(world.people_count(), 1U);
}

}  // namespace
}  // namespace mien::app
