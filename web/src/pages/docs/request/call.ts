import type { Draft } from './draft';

export type Credentials = 'key' | 'none' | 'session';

/** What comes back, as far as a program has to know before. */
export type Answers = 'json' | 'text' | 'picture' | 'stream' | 'nothing';

/** All that a sample is written from. */
export interface Call {
  origin: string;
  draft: Draft;
  credentials: Credentials;
  answers: Answers;
}
