import { requestJson } from './client';

export type Decision = 'match' | 'no_match' | 'no_face' | 'several_faces' | 'low_quality';

export interface Verification {
  decision: Decision;
  person?: { id: string; name: string };
  similarity?: number;
  threshold: number;
  false_accept_target?: number;
  event_id: string;
}

export interface VerifyQuestion {
  image: Blob;
  collection?: string;
  personId?: string;
  threshold?: number;
  signal?: AbortSignal;
}

export const verify = (question: VerifyQuestion) => {
  const form = new FormData();
  form.set('image', question.image, 'probe.jpg');
  if (question.collection) form.set('collection', question.collection);
  if (question.personId) form.set('person_id', question.personId);
  if (question.threshold !== undefined) form.set('threshold', String(question.threshold));
  return requestJson<Verification>('/v1/verify', { method: 'POST', form, signal: question.signal });
};
