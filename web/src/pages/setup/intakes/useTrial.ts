import { useEffect, useRef, useState } from 'preact/hooks';
import { putObject } from '../../../api/aws/s3';
import { type ApiError, asApiError } from '../../../api/errors';
import { pause } from '../../../api/gate';
import type { Intake } from '../../../api/intakes';
import { getUpload, listUploads, type Upload } from '../../../api/uploads';

type TrialStep = 'idle' | 'sending' | 'looking' | 'following' | 'settled' | 'lost';

const LOOKS_MAX = 20;
const LOOK_PAUSE_MS = 500;
const WAIT_S = 10;
const WAITS_MAX = 12;

const isSettled = (upload: Upload) => ['done', 'refused', 'failed'].includes(upload.state);

/** Puts a picture where the intake takes it, and follows what becomes of it. */
export const useTrial = (intake: Intake) => {
  const [step, setStep] = useState<TrialStep>('idle');
  const [share, setShare] = useState(0);
  const [upload, setUpload] = useState<Upload>();
  const [error, setError] = useState<ApiError>();
  const abort = useRef(new AbortController());
  useEffect(() => () => abort.current.abort(), []);

  const follow = async (key: string, signal: AbortSignal): Promise<TrialStep> => {
    setStep('looking');
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      const { uploads } = await listUploads({ bucket: intake.bucket, key, pageSize: 1, signal });
      const [found] = uploads;
      if (found) {
        setStep('following');
        let now = found;
        setUpload(now);
        for (let waits = 0; waits < WAITS_MAX && !isSettled(now); waits += 1) {
          now = await getUpload(found.upload_id, WAIT_S, signal);
          setUpload(now);
        }
        return isSettled(now) ? 'settled' : 'following';
      }
      await pause(LOOK_PAUSE_MS, signal);
    }
    return 'lost';
  };

  const begin = async (picture: Blob, key: string, metadata: Record<string, string>) => {
    const { signal } = abort.current;
    setError(undefined);
    setUpload(undefined);
    setShare(0);
    setStep('sending');
    try {
      await putObject(intake.bucket, key, picture, { metadata, signal, onProgress: setShare });
      setStep(await follow(key, signal));
    } catch (caught) {
      if (signal.aborted) return;
      setError(asApiError(caught));
      setStep('idle');
    }
  };
  return { step, share, upload, error, begin };
};
