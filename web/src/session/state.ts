import { computed, effect, signal } from '@preact/signals';
import { type ApiError, asApiError } from '../api/errors';
import { closeGate, holdGate, openGate, pause, refusal, whenReachable } from '../api/gate';
import * as api from '../api/session';

export type Session =
  | { state: 'starting' }
  /** The server answers, and not with a session. */
  | { state: 'failed'; error: ApiError }
  | {
      state: 'signed_out';
      firstStart: boolean;
      /** It was open and ended by itself: its time was over, or it was ended elsewhere. */
      ended: boolean;
    }
  | api.SessionInfo;

export const session = signal<Session>({ state: 'starting' });

/** Who is there, also while the page is locked. */
export const operator = computed<api.SessionInfo | null>(() =>
  'access_key_id' in session.value ? session.value : null,
);

/** The other tabs of this browser share the cookie, and so the session. */
const tabs = new BroadcastChannel('mien-session');
const tellTabs = () => tabs.postMessage('changed');

const HOME = '/ui/';

/** Whose page this is: that of the first who was there (access_key_id). */
let owner: string | undefined;

const isOthers = (info: api.SessionInfo) => owner !== undefined && owner !== info.access_key_id;

/**
 * What a page holds (texts that were typed, lists, the address, steps under way) is its owner's: whoever comes next gets
 * a page of their own, and this one gets no token of theirs to go on with.
 */
const leavePage = () => {
  closeGate();
  session.value = { state: 'starting' };
  location.replace(HOME);
};

const adopt = (info: api.SessionInfo | api.SignedOut, ended = false) => {
  if (info.state === 'signed_out') {
    closeGate();
    session.value = { state: 'signed_out', firstStart: info.first_start, ended };
    return;
  }
  if (isOthers(info)) {
    leavePage();
    return;
  }
  owner = info.access_key_id;
  session.value = info;
  if (info.state === 'open') openGate(info.csrf_token);
  else holdGate();
};

const TRY_AGAIN_MS = 2000;

const look = async (): Promise<void> => {
  const wasThere = operator.value !== null;
  for (;;) {
    try {
      adopt(await api.getSession(), wasThere);
      return;
    } catch (caught) {
      const error = asApiError(caught);
      if (error.code === 'unreachable') {
        await whenReachable();
      } else if (wasThere) {
        // The page that is open is not thrown away for a hiccup.
        await pause(TRY_AGAIN_MS);
      } else {
        session.value = { state: 'failed', error };
        return;
      }
    }
  }
};

let looking: Promise<void> | undefined;
/** Asks the server how things stand; at once for all who want to know. */
export const lookAgain = (): Promise<void> => {
  looking ??= look().finally(() => {
    looking = undefined;
  });
  return looking;
};

/** Does not come back where the page is left for another person's: nothing of this one may follow. */
const enter = (info: api.SessionInfo): Promise<void> => {
  const left = isOthers(info);
  adopt(info);
  tellTabs();
  return left ? new Promise(() => undefined) : Promise.resolve();
};

const token = (): string => operator.value?.csrf_token ?? '';

export const signIn = async (name: string, password: string) => enter(await api.signIn(name, password));

export const unlock = async (password: string) => enter(await api.unlockSession(token(), password));

export const redeemLink = async (link: string, password: string, name?: string) =>
  enter(await api.redeemLink(link, password, name));

/** A kiosk has a key of its own, with fewer rights; a page loaded anew for it would leave the full screen. */
export const startKiosk = async () => {
  const kiosk = await api.startKiosk(token());
  closeGate();
  owner = kiosk.access_key_id;
  await enter(kiosk);
};

export const changePassword = (password: string, newPassword: string) =>
  api.changePassword(token(), password, newPassword);

export const signOut = async () => {
  try {
    await api.signOut(token());
  } catch (caught) {
    // Whose session has ended already is signed out.
    if (asApiError(caught).status !== 401) throw caught;
  }
  adopt({ state: 'signed_out', first_start: false });
  tellTabs();
};

/** Covers the page at once; the server hears of it as soon as it can. */
export const lock = async () => {
  const info = session.value;
  if (info.state !== 'open' || info.kind === 'kiosk') return;
  adopt({ ...info, state: 'locked' });
  await api.lockSession(info.csrf_token);
  tellTabs();
};

/** Called once, before anything is shown. */
export const startSession = (): Promise<void> => {
  tabs.addEventListener('message', (event) => {
    if (event.data === 'changed') lookAgain();
  });
  effect(() => {
    if (refusal.value === null) return;
    refusal.value = null;
    lookAgain();
  });
  return lookAgain();
};
