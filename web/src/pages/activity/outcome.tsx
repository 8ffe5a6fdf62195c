import { outcomeText } from '../../i18n';
import { Badge, type IconName } from '../../ui';
import { type Group, groupOf } from './filter';

type Tone = 'success' | 'neutral' | 'warning' | 'accent' | 'danger';

/** How each kind of outcome looks, in the list as in the chart. */
export const LOOKS: Record<Group, { tone: Tone; icon: IconName }> = {
  match: { tone: 'success', icon: 'check' },
  no_match: { tone: 'neutral', icon: 'close' },
  unjudged: { tone: 'warning', icon: 'eyeOff' },
  changed: { tone: 'accent', icon: 'edit' },
  refused: { tone: 'danger', icon: 'alert' },
};

export const OutcomeBadge = ({ outcome }: { outcome: string }) => {
  const { tone, icon } = LOOKS[groupOf(outcome)];
  return (
    <Badge tone={tone} icon={icon}>
      {outcomeText(outcome)}
    </Badge>
  );
};
