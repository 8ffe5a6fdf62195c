import { expect, it } from 'vitest';
import { AT_ONCE, answered, refused } from './pace';

it('asks three times a second where the answers come quickly', () => {
  expect(answered(AT_ONCE, 20, true).intervalMs).toBe(334);
});

it('leaves a slow network free for a part of the time', () => {
  expect(answered(AT_ONCE, 1200, true).intervalMs).toBe(2000);
});

it('slows down in front of an empty door, and hurries when somebody comes', () => {
  let pace = AT_ONCE;
  for (let frame = 0; frame < 24; frame += 1) pace = answered(pace, 20, false);
  expect(pace.intervalMs).toBe(1000);
  expect(answered(pace, 20, true).intervalMs).toBe(334);
});

it('waits for as long as a refusal asks, longer with each, and not for ever', () => {
  const once = refused(AT_ONCE, 2);
  expect(once.penaltyMs).toBe(2000);
  expect(refused(once, undefined).penaltyMs).toBe(4000);
  expect(refused(AT_ONCE, undefined).penaltyMs).toBe(500);
  expect(refused(refused(refused(once, 1), 1), 600).penaltyMs).toBe(8000);
});

it('forgets refusals with the answers that follow', () => {
  let pace = refused(AT_ONCE, 2);
  pace = answered(pace, 20, true);
  expect(pace.intervalMs).toBe(1334);
  for (let frame = 0; frame < 10; frame += 1) pace = answered(pace, 20, true);
  expect(pace.intervalMs).toBe(334);
});
