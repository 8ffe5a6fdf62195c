import type { Upload } from '../../api/uploads';
import { maybe, outcomeText, t } from '../../i18n';
import { Badge, type IconName } from '../../ui';
import { TASK_LOOKS } from '../shared/TaskBadge';

export const STATES = ['open', 'waiting', 'done', 'refused', 'failed'] as const;

type Look = { tone: 'neutral' | 'accent' | 'success' | 'warning' | 'danger'; icon: IconName };

const LOOKS: Record<(typeof STATES)[number] | 'expired', Look> = {
  ...TASK_LOOKS,
  open: { tone: 'accent', icon: 'upload' },
  expired: { tone: 'neutral', icon: 'clock' },
  waiting: { tone: 'neutral', icon: 'refresh' },
};

/** An announcement that nothing came to stays open in the list. */
const shownState = ({ state, expires_at }: Upload) =>
  state === 'open' && expires_at !== undefined && Date.parse(expires_at) < Date.now() ? 'expired' : state;

/** What a verification decided says more than that it is done. */
const DECIDED: Record<string, Look> = {
  registered: LOOKS.done,
  match: LOOKS.done,
  no_match: { tone: 'neutral', icon: 'close' },
  no_face: LOOKS.refused,
  several_faces: LOOKS.refused,
  low_quality: LOOKS.refused,
};

export const StateBadge = ({ upload }: { upload: Upload }) => {
  const { outcome } = upload;
  const state = shownState(upload);
  const decided = state === 'done' && outcome ? DECIDED[outcome] : undefined;
  if (decided && outcome) return <Badge {...decided}>{outcomeText(outcome)}</Badge>;
  const text = state === 'open' || state === 'expired' ? t(`uploads.state.${state}`) : t(`task.${state}`);
  return <Badge {...LOOKS[state]}>{text}</Badge>;
};

/** What came of it, or why nothing did, in plain words. */
export const resultText = (upload: Upload): string => {
  const { state, outcome, person } = upload;
  if (state === 'done' && outcome === 'registered') return person?.name ?? t('uploads.outcome.registered');
  if (state === 'done' && outcome === 'match' && person) return person.name;
  if (!outcome) return t(`uploads.means.${shownState(upload)}`);
  return maybe(`uploads.outcome.${outcome}`) ?? maybe(`problem.${outcome}`) ?? outcomeText(outcome);
};
