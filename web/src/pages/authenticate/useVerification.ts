import { useEffect, useRef, useState } from 'preact/hooks';
import { type Detection, detect } from '../../api/detect';
import { type ApiError, asApiError } from '../../api/errors';
import { repeating } from '../../api/repeating';
import { type Verification, verify } from '../../api/verify';
import type { Chosen } from '../shared/PersonPicker';

interface Question {
  collection: string;
  /** Undefined: whoever it is. */
  person: Chosen | undefined;
}

export interface Answer {
  question: Question;
  verification: Verification;
  /** From sending the picture to having the answer. */
  tookMs: number;
  /** Of a picture that cannot be compared: why. */
  detection: Detection | undefined;
}

const UNUSABLE = new Set(['no_face', 'several_faces', 'low_quality']);

/** Asks whose face a picture shows; the latest question counts. */
export const useVerification = () => {
  const [picture, setPicture] = useState<Blob>();
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<ApiError>();
  const abort = useRef<AbortController | undefined>(undefined);

  useEffect(() => () => abort.current?.abort(), []);

  const clear = () => {
    abort.current?.abort();
    setPicture(undefined);
    setAnswer(undefined);
    setError(undefined);
  };

  const ask = async (image: Blob, question: Question) => {
    clear();
    const controller = new AbortController();
    const { signal } = controller;
    abort.current = controller;
    setPicture(image);
    try {
      let started = 0;
      const verification = await repeating(() => {
        started = performance.now();
        return verify({
          image,
          collection: question.collection,
          signal,
          ...(question.person ? { personId: question.person.id } : {}),
        });
      }, signal);
      const tookMs = performance.now() - started;
      const detection = UNUSABLE.has(verification.decision)
        ? await detect(image, { signal }).catch(() => undefined)
        : undefined;
      if (!signal.aborted) setAnswer({ question, verification, tookMs, detection });
    } catch (caught) {
      if (!signal.aborted) setError(asApiError(caught));
    }
  };

  return { picture, answer, error, busy: picture !== undefined && !answer && !error, ask, clear };
};
