export const PASSWORD_BYTES_MIN = 10;
export const PASSWORD_BYTES_MAX = 256;
export const OPERATOR_NAME = /^[a-z0-9._-]{1,64}$/;

export type Strength = 'short' | 'fair' | 'good' | 'strong' | 'long';

/** By length alone: what makes a password hard to guess, and the only thing that is not a guess of ours. */
export const strengthOf = (password: string): Strength => {
  const bytes = new TextEncoder().encode(password).length;
  if (bytes < PASSWORD_BYTES_MIN) return 'short';
  if (bytes > PASSWORD_BYTES_MAX) return 'long';
  const characters = [...password].length;
  if (characters >= 18) return 'strong';
  return characters >= 14 ? 'good' : 'fair';
};

export const isAcceptable = (password: string): boolean => !['short', 'long'].includes(strengthOf(password));
