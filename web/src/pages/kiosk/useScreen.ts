import { useEffect, useState } from 'preact/hooks';

/** Keeps the screen on while the component is there, where the browser lets us. */
export const useWakeLock = () => {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let gone = false;
    const take = async () => {
      if (document.hidden || gone || !('wakeLock' in navigator)) return;
      const taken = await navigator.wakeLock.request('screen');
      if (gone) await taken.release();
      else lock = taken;
    };
    // A low battery may be a reason to refuse; the kiosk works all the same.
    const tryTake = () => take().catch(() => undefined);
    tryTake();
    // The browser lets go of it whenever the page is hidden.
    document.addEventListener('visibilitychange', tryTake);
    return () => {
      gone = true;
      document.removeEventListener('visibilitychange', tryTake);
      lock?.release().catch(() => undefined);
    };
  }, []);
};

const isFullScreen = (): boolean => document.fullscreenElement !== null;

/** Not every phone can; the kiosk then fills the page. */
export const enterFullScreen = async () => {
  if (!isFullScreen()) await document.documentElement.requestFullscreen?.().catch(() => undefined);
};

export const leaveFullScreen = async () => {
  if (isFullScreen()) await document.exitFullscreen().catch(() => undefined);
};

/** Browsers leave full screen on Escape without telling the page of the key. */
export const useFullScreenLeft = (onLeft: () => void) => {
  useEffect(() => {
    let was = isFullScreen();
    const look = () => {
      const now = isFullScreen();
      if (was && !now) onLeft();
      was = now;
    };
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, []);
};

const STILL_MS = 3000;

/** Whether nobody has moved a pointer or touched anything for a while. */
export const useStillHands = (): boolean => {
  const [still, setStill] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const moved = () => {
      setStill(false);
      clearTimeout(timer);
      timer = setTimeout(() => setStill(true), STILL_MS);
    };
    moved();
    const events = ['pointermove', 'pointerdown', 'keydown'] as const;
    for (const name of events) addEventListener(name, moved, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const name of events) removeEventListener(name, moved);
    };
  }, []);
  return still;
};
