import { requestBlob, requestJson, segment } from './client';
import { type Paging, pageOptions, pageQuery } from './types';

/** A verification near its threshold that somebody shall look at, or has looked at. */
export interface Review {
  review_id: string;
  event_id: string;
  at: string;
  collection: string;
  decision: 'match' | 'no_match';
  /** Who was meant, or would have been; without a name where the person is gone. */
  person: { id: string; name?: string };
  similarity: number;
  threshold: number;
  state: string;
  closed_by?: string;
  closed_at?: string;
}

export type Verdict = 'same_person' | 'other_person' | 'nobody';

const path = (id: string) => `/v1/reviews/${segment(id)}`;

export const listReviews = (options: Paging & { state: 'open' | 'closed'; collection?: string }) =>
  requestJson<{ reviews: Review[]; next_page_token?: string }>('/v1/reviews', {
    query: { state: options.state, collection: options.collection, ...pageQuery(options) },
    ...pageOptions(options),
  });

export const reviewPhoto = (id: string, size: number, signal?: AbortSignal) =>
  requestBlob(`${path(id)}/photo`, { query: { size }, signal, background: true });

/** The face is added to the person that is meant or named, and the picture removed. */
export const closeReview = (id: string, verdict: Verdict, personId?: string) =>
  requestJson<Review>(path(id), {
    method: 'POST',
    json: { verdict, ...(personId === undefined ? {} : { person_id: personId }) },
  });
