import { useEffect, useRef, useState } from 'preact/hooks';
import { detect } from '../api/detect';
import { asApiError } from '../api/errors';
import { pause, whenReachable } from '../api/gate';
import { t } from '../i18n';
import { announce } from '../ui';
import { grab } from './frames';
import { type Demands, follow, type Guide, type Hint, PHOTO_DEMANDS, UNGUIDED } from './guide';
import { AT_ONCE, answered, type Pace, refused } from './pace';
import type { Camera } from './useCamera';

interface GuideOptions {
  demands?: Demands;
  /** Each new frame's outcome, also where the hint is the same. */
  onGuide?: (guide: Guide) => void;
}

const NO_PICTURE_MS = 150;

const whenSeen = async (signal: AbortSignal) => {
  while (document.hidden) await pause(300, signal);
};

/** Asks about one frame after the other, never more than one at a time, until the signal aborts. */
const watch = async (
  video: HTMLVideoElement,
  demands: Demands,
  signal: AbortSignal,
  tell: (guide: Guide) => void,
): Promise<void> => {
  let guide = UNGUIDED;
  let pace: Pace = AT_ONCE;
  for (;;) {
    await whenSeen(signal);
    const started = performance.now();
    const frame = await grab(video, 'guide');
    if (!frame) {
      await pause(NO_PICTURE_MS, signal);
      continue;
    }
    try {
      const detection = await detect(frame, { signal, background: true });
      const aspect = video.clientWidth / video.clientHeight;
      guide = follow(guide, { at: started, aspect, detection }, demands);
      pace = answered(pace, performance.now() - started, detection.faces.length > 0);
      tell(guide);
    } catch (caught) {
      signal.throwIfAborted();
      const error = asApiError(caught);
      if (error.code === 'unreachable') {
        guide = UNGUIDED;
        tell(guide);
        await whenReachable(signal);
      } else if (error.status === 429 || error.status === 503) {
        pace = refused(pace, error.retryAfter);
      } else {
        throw error;
      }
    }
    await pause(Math.max(0, pace.intervalMs - (performance.now() - started)), signal);
  }
};

/** What to do next in front of the camera. `failed`: the server gives no advice; photos can be taken all the same. */
export const useFaceGuide = (
  camera: Camera,
  wanted: boolean,
  { demands = PHOTO_DEMANDS, onGuide }: GuideOptions = {},
): { hint: Hint; failed: boolean } => {
  const [hint, setHint] = useState<Hint>('searching');
  const [failed, setFailed] = useState(false);
  const listener = useRef(onGuide);
  listener.current = onGuide;
  const running = wanted && camera.state === 'live';

  useEffect(() => {
    const video = camera.video.current;
    if (!running || !video) return undefined;
    const abort = new AbortController();
    setFailed(false);
    watch(video, demands, abort.signal, (guide) => {
      if (abort.signal.aborted) return;
      setHint(guide.hint);
      listener.current?.(guide);
    }).catch(() => {
      if (!abort.signal.aborted) setFailed(true);
    });
    return () => {
      abort.abort();
      setHint('searching');
    };
  }, [running, camera.deviceId]);

  return { hint, failed };
};

const SPOKEN_EVERY_MS = 2000;

/** Says the hint to those who do not see it, the latest one at most every two seconds. */
export const useSpokenHint = (hint: Hint, wanted: boolean) => {
  const last = useRef({ at: 0, hint: 'searching' as Hint });
  useEffect(() => {
    if (!wanted || hint === 'searching' || hint === last.current.hint) return undefined;
    const wait = Math.max(0, last.current.at + SPOKEN_EVERY_MS - Date.now());
    const timer = setTimeout(() => {
      last.current = { at: Date.now(), hint };
      announce(t(`face.hint.${hint}`));
    }, wait);
    return () => clearTimeout(timer);
  }, [hint, wanted]);
};
