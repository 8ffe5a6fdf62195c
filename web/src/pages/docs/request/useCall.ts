import { useEffect, useRef, useState } from 'preact/hooks';
import { type ApiError, asApiError } from '../../../api/errors';
import { t } from '../../../i18n';
import { lookAgain } from '../../../session';
import { announce } from '../../../ui';
import type { Operation } from '../spec/operations';
import { type Answer, readAnswer } from './answer';
import type { Draft } from './draft';
import { answersOf } from './samples';
import { sendDraft } from './send';
import { type LiveMessage, readLive } from './stream';

export interface Live {
  /** Of all that came; only the last ones are kept. */
  count: number;
  messages: readonly LiveMessage[];
  state: 'on' | 'stopped' | 'ended';
}

/** More would make the page slow, and nobody reads them. */
const KEPT_MAX = 200;

const SESSION = '/v1/session';

export interface Call {
  busy: boolean;
  answer: Answer | undefined;
  live: Live | undefined;
  problem: ApiError | undefined;
  send: (draft: Draft) => Promise<void>;
  stop: () => void;
}

/** One request at a time, and what came of it; leaving the operation ends it. */
export const useCall = (operation: Operation): Call => {
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer>();
  const [live, setLive] = useState<Live>();
  const [problem, setProblem] = useState<ApiError>();
  const abort = useRef<AbortController>(undefined);
  const gone = useRef(false);

  useEffect(
    () => () => {
      gone.current = true;
      abort.current?.abort();
    },
    [],
  );

  const follow = async (response: Response) => {
    setLive({ count: 0, messages: [], state: 'on' });
    announce(t('docs.live.on'));
    if (response.body) {
      await readLive(response.body, (more) =>
        setLive((before) => ({
          count: (before?.count ?? 0) + more.length,
          messages: [...more.reverse(), ...(before?.messages ?? [])].slice(0, KEPT_MAX),
          state: 'on',
        })),
      );
    }
    setLive((before) => before && { ...before, state: 'ended' });
    announce(t('docs.live.ended'));
  };

  const run = async (draft: Draft, signal: AbortSignal) => {
    const isLive = answersOf(operation) === 'stream';
    const began = performance.now();
    const response = await sendDraft(operation, draft, { signal, live: isLive });
    const tookMs = performance.now() - began;
    if (isLive && response.ok) {
      await follow(response);
      return;
    }
    const read = await readAnswer(response, tookMs);
    setAnswer(read);
    announce(t('docs.answered', { status: String(read.status) }));
    // Whoever signs out here, or becomes a kiosk, is it in the whole console.
    const ofSession = draft.method !== 'GET' && draft.path.startsWith(SESSION);
    if (ofSession && response.ok) await lookAgain();
  };

  const send = async (draft: Draft) => {
    abort.current?.abort();
    const mine = new AbortController();
    abort.current = mine;
    setBusy(true);
    setAnswer(undefined);
    setLive(undefined);
    setProblem(undefined);
    try {
      await run(draft, mine.signal);
    } catch (error) {
      if (gone.current) return;
      if (mine.signal.aborted) setLive((before) => before && { ...before, state: 'stopped' });
      else if (answersOf(operation) === 'stream') {
        // The connection broke; what came before stays to be read.
        setLive((before) => before && { ...before, state: 'ended' });
        setProblem(asApiError(error));
      } else setProblem(asApiError(error));
    } finally {
      if (abort.current === mine && !gone.current) setBusy(false);
    }
  };

  return { busy, answer, live, problem, send, stop: () => abort.current?.abort() };
};
