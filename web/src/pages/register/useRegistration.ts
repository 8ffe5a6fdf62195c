import { useRef, useState } from 'preact/hooks';
import { type ApiError, asApiError } from '../../api/errors';
import { type PersonWithFaces, registerPerson } from '../../api/people';
import { repeating } from '../../api/repeating';
import { attributesOf, type PersonForm } from './form';
import { culpritOf, newKey } from './submit';
import type { Photos } from './usePhotos';

/** One attempt has one Idempotency-Key and one time of consent, however often it is sent. */
interface Attempt {
  fingerprint: string;
  key: string;
  at: string;
}

export interface Registered {
  result: PersonWithFaces;
  /** Photos were added to somebody who was there already. */
  added: boolean;
}

interface Wanted {
  form: PersonForm;
  photos: Photos;
  collection: string;
  consentVersion: string;
}

const fingerprintOf = ({ form, photos, collection, consentVersion }: Wanted, allowDuplicate: boolean) =>
  JSON.stringify([form, photos.photos.map((photo) => photo.key), collection, consentVersion, allowDuplicate]);

/** Sends a registration, and tells what became of it. */
export const useRegistration = (wanted: Wanted) => {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const [duplicate, setDuplicate] = useState<ApiError>();
  const [done, setDone] = useState<Registered>();
  const attempt = useRef<Attempt | undefined>(undefined);

  const send = (allowDuplicate: boolean): Promise<PersonWithFaces> => {
    const fingerprint = fingerprintOf(wanted, allowDuplicate);
    if (attempt.current?.fingerprint !== fingerprint) {
      attempt.current = { fingerprint, key: newKey(), at: new Date().toISOString() };
    }
    const { key, at } = attempt.current;
    const { form, photos, collection, consentVersion } = wanted;
    const attributes = attributesOf(form, consentVersion, at);
    return repeating(() =>
      registerPerson({
        name: form.name.trim(),
        images: photos.photos.map((photo) => photo.blob),
        collection,
        consent: form.consent,
        idempotencyKey: key,
        allowDuplicate,
        ...(form.id.trim() === '' ? {} : { id: form.id.trim() }),
        ...('attributes' in attributes ? { attributes: attributes.attributes } : {}),
      }),
    );
  };

  const register = async () => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    wanted.photos.forgive();
    try {
      setDone({ result: await send(false), added: false });
    } catch (caught) {
      const refusal = asApiError(caught);
      const photo = wanted.photos.photos[culpritOf(refusal, wanted.photos.photos.length) ?? -1];
      if (refusal.code === 'duplicate_person') setDuplicate(refusal);
      else setError(refusal);
      if (photo) wanted.photos.blame(photo.key, refusal);
    } finally {
      setBusy(false);
    }
  };

  /** Rejects with what the server says, for the dialog to show. */
  const registerAnyway = async () => {
    const result = await send(true);
    setDuplicate(undefined);
    setDone({ result, added: false });
  };

  const reset = () => {
    attempt.current = undefined;
    setError(undefined);
    setDuplicate(undefined);
    setDone(undefined);
  };

  return {
    busy,
    error,
    duplicate,
    done,
    register,
    registerAnyway,
    finish: setDone,
    closeDuplicate: () => setDuplicate(undefined),
    clearError: () => setError(undefined),
    reset,
  };
};
