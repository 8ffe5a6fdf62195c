import { effect } from '@preact/signals';
import { lock, session } from './state';

const TICK_MS = 5000;
const TELL_MS = 5000;
const EVENTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Locks the page when nobody has touched this or another tab of it for as long as the server says. */
export const watchIdle = () => {
  const tabs = new BroadcastChannel('mien-activity');
  let lastActivity = Date.now();
  let lastTold = 0;

  const active = () => {
    const now = Date.now();
    // After the machine slept the first movement must not count as if nothing had been: look at the clock first.
    check(now);
    lastActivity = now;
    if (now - lastTold < TELL_MS) return;
    lastTold = now;
    tabs.postMessage(now);
  };

  const check = (now: number) => {
    const info = session.value;
    if (info.state !== 'open' || info.kind === 'kiosk' || info.idle_lock_s <= 0) return;
    // The server may be out of reach; the page is covered all the same, and the server counts for itself.
    if (now - lastActivity >= info.idle_lock_s * 1000) lock().catch(() => undefined);
  };

  tabs.addEventListener('message', (event) => {
    lastActivity = Math.max(lastActivity, Number(event.data) || 0);
  });
  for (const name of EVENTS) addEventListener(name, active, { passive: true, capture: true });
  document.addEventListener('visibilitychange', () => check(Date.now()));
  setInterval(() => check(Date.now()), TICK_MS);
  effect(() => {
    if (session.value.state === 'open') lastActivity = Date.now();
  });
};
