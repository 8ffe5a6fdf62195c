import { useEffect, useRef, useState } from 'preact/hooks';
import { type ApiError, asApiError } from '../../api/errors';
import { pause, whenReachable } from '../../api/gate';
import { type Verification, verify } from '../../api/verify';
import {
  type Camera,
  DOOR_DEMANDS,
  type Guide,
  grab,
  type Hint,
  steadyMs,
  useFaceGuide,
  useSpokenHint,
} from '../../camera';
import { type Greeted, stillGreeted } from './greeting';
import type { KioskSettings } from './settings';

type DoorPhase =
  | { name: 'watching' }
  | { name: 'asking' }
  | { name: 'result'; verification: Verification }
  | { name: 'failed'; error: ApiError };

const STEADY_MS = 600;
const GREET_AGAIN_MS = 5000;
const BUSY_MS = 1000;
const FAILED_MS = 8000;
const WATCHING: DoorPhase = { name: 'watching' };

const isBusy = ({ status }: ApiError) => status === 429 || status === 503;

export interface Door {
  phase: DoorPhase;
  hint: Hint;
  /** Nobody is there, or only who had an answer already. */
  idle: boolean;
}

/** Looks who is at the door, asks the server once per face, and shows what it said for a while. */
export const useDoor = (camera: Camera, settings: KioskSettings, wanted: boolean): Door => {
  const [phase, setPhase] = useState<DoorPhase>(WATCHING);
  const [waiting, setWaiting] = useState(false);
  const busy = useRef(false);
  const greeted = useRef<Greeted | undefined>(undefined);
  const latest = useRef<Guide | undefined>(undefined);
  const abort = useRef(new AbortController());

  useEffect(() => {
    if (!wanted) return undefined;
    abort.current = new AbortController();
    return () => {
      abort.current.abort();
      busy.current = false;
      setPhase(WATCHING);
    };
  }, [wanted]);

  const greet = async (guide: Guide, signal: AbortSignal) => {
    const video = camera.video.current;
    const image = video && (await grab(video, 'photo'));
    if (!image) return;
    setPhase({ name: 'asking' });
    const verification = await verify({ image, collection: settings.collection, signal });
    if (verification.decision === 'match' || verification.decision === 'no_match') {
      setPhase({ name: 'result', verification });
      const shownMs = settings.seconds * 1000;
      // Followed on while the result is shown, so that leaving is noticed.
      greeted.current = {
        box: latest.current?.box ?? guide.box,
        until: performance.now() + shownMs + GREET_AGAIN_MS,
      };
      await pause(shownMs, signal);
    }
  };

  /** Nobody at a door can do anything about an error; it is waited out. */
  const waitOut = async (caught: unknown, signal: AbortSignal) => {
    const error = asApiError(caught);
    if (error.code === 'unreachable') await whenReachable(signal);
    else if (isBusy(error)) await pause(Math.max(BUSY_MS, (error.retryAfter ?? 0) * 1000), signal);
    else {
      setPhase({ name: 'failed', error });
      await pause(FAILED_MS, signal);
    }
  };

  const onGuide = async (guide: Guide) => {
    latest.current = guide;
    greeted.current = stillGreeted(greeted.current, guide);
    setWaiting(greeted.current !== undefined);
    if (busy.current || greeted.current || steadyMs(guide) < STEADY_MS) return;
    busy.current = true;
    const { signal } = abort.current;
    try {
      await greet(guide, signal).catch((caught) => {
        signal.throwIfAborted();
        return waitOut(caught, signal);
      });
    } catch {
      // Aborted: whoever began anew has set everything right.
      return;
    }
    busy.current = false;
    setPhase(WATCHING);
  };

  const { hint } = useFaceGuide(camera, wanted, { demands: DOOR_DEMANDS, onGuide });
  const nobody = hint === 'no_face' || hint === 'searching';
  useSpokenHint(hint, wanted && phase.name === 'watching' && !waiting);
  return { phase, hint, idle: nobody || waiting };
};
