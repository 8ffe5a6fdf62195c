import { describe, expect, it } from 'vitest';
import { isAcceptable, OPERATOR_NAME, strengthOf } from './password';

describe('a password', () => {
  it('is judged by its length', () => {
    expect(strengthOf('short')).toBe('short');
    expect(strengthOf('ten chars!')).toBe('fair');
    expect(strengthOf('fourteen chars')).toBe('good');
    expect(strengthOf('four words are fine')).toBe('strong');
    expect(strengthOf('x'.repeat(257))).toBe('long');
  });

  it('is measured in bytes where the server does', () => {
    expect(isAcceptable('ééééé')).toBe(true);
    expect(isAcceptable('é'.repeat(129))).toBe(false);
  });
});

it("operators' names are of the server's form", () => {
  expect(OPERATOR_NAME.test('anna.b-2_x')).toBe(true);
  for (const name of ['', 'Anna', 'a b', 'ä', 'x'.repeat(65)]) expect(OPERATOR_NAME.test(name)).toBe(false);
});
