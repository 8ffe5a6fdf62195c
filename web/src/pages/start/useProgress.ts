import { useEffect, useState } from 'preact/hooks';
import { listEvents } from '../../api/events';
import { listPeople } from '../../api/people';
import { usePoll } from '../../data';
import { can } from '../../session';

export interface Progress {
  registered: boolean;
  /** Undefined: this role may not look into what happened. */
  recognised: boolean | undefined;
}

const POLL_MS = 4000;

const look = async (signal: AbortSignal): Promise<Progress> => {
  const options = { pageSize: 1, signal, background: true };
  const [people, events] = await Promise.all([
    listPeople(options),
    can('list_events')
      ? listEvents({ ...options, actions: ['verify'], outcomes: ['match'] })
      : Promise.resolve(undefined),
  ]);
  return { registered: people.people.length > 0, recognised: events && events.events.length > 0 };
};

/** How far it really is: what the server has, not what was clicked. Looks no more once nothing can come of it. */
export const useProgress = () => {
  const [done, setDone] = useState(false);
  const progress = usePoll(look, POLL_MS, !done);
  const { registered, recognised } = progress.data ?? {};
  useEffect(() => {
    if (registered && recognised !== false) setDone(true);
  }, [registered, recognised]);
  return progress;
};
