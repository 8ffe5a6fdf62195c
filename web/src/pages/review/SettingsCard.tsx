import { useEffect, useState } from 'preact/hooks';
import { changeSettings, type Settings } from '../../api/settings';
import { type Resource, useAction } from '../../data';
import { formatNumber, plural, t } from '../../i18n';
import { can } from '../../session';
import { Button, Card, ErrorBanner, Skeleton, Switch, TextInput, toast } from '../../ui';
import { isWhole } from '../shared/isWhole';
import shared from '../shared/shared.module.css';

/** What an admin who switches it on begins with. */
const MARGIN = 5;
const MARGIN_MAX = 20;
const DAYS_MAX = 365;

const marginOf = (text: string): number | undefined => {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && value >= 1 && value <= MARGIN_MAX ? value : undefined;
};

const daysOf = (text: string): number | undefined =>
  isWhole(text.trim(), 1, DAYS_MAX) ? Number(text) : undefined;

const Form = ({ settings, onChange }: { settings: Settings; onChange: (settings: Settings) => void }) => {
  const { margin, days } = settings.review;
  const on = margin > 0;
  const [marginText, setMarginText] = useState(String(on ? margin : MARGIN));
  const [daysText, setDaysText] = useState(String(days));
  useEffect(() => {
    if (on) setMarginText(String(margin));
    setDaysText(String(days));
  }, [margin, days]);
  const nextMargin = marginOf(marginText);
  const nextDays = daysOf(daysText);

  const save = useAction(async (review: Settings['review'], message: string) => {
    onChange(await changeSettings({ review }));
    toast(message);
  });
  const changed = nextMargin !== margin || nextDays !== days;
  return (
    <form
      class={shared.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (nextMargin !== undefined && nextDays !== undefined) {
          save.run({ margin: nextMargin, days: nextDays }, t('review.saved'));
        }
      }}
    >
      <Switch
        label={t('review.switch')}
        checked={on}
        disabled={save.busy}
        onValue={(wanted) =>
          save.run(
            { margin: wanted ? (nextMargin ?? MARGIN) : 0, days: nextDays ?? days },
            t(wanted ? 'review.switchedOn' : 'review.switchedOff'),
          )
        }
      />
      {on && (
        <>
          <TextInput
            label={t('review.margin')}
            hint={t('review.marginHint')}
            error={nextMargin === undefined ? t('review.range', { min: 1, max: MARGIN_MAX }) : undefined}
            value={marginText}
            onValue={setMarginText}
            inputMode="decimal"
            autocomplete="off"
          />
          <TextInput
            label={t('review.days')}
            hint={t('review.daysHint')}
            error={nextDays === undefined ? t('review.range', { min: 1, max: DAYS_MAX }) : undefined}
            value={daysText}
            onValue={setDaysText}
            inputMode="numeric"
            autocomplete="off"
          />
          <div>
            <Button
              type="submit"
              busy={save.busy}
              disabled={!changed || nextMargin === undefined || nextDays === undefined}
            >
              {t('action.save')}
            </Button>
          </div>
        </>
      )}
      {save.error && <ErrorBanner problem={save.error} />}
    </form>
  );
};

/** What is kept, for how long, and who can change that. */
export const SettingsCard = ({ settings }: { settings: Resource<Settings> }) => {
  const { data, error } = settings;
  return (
    <Card title={t('review.settings')}>
      {error && <ErrorBanner problem={error} onRetry={settings.reload} />}
      {!data && !error && <Skeleton height={120} />}
      {data && (
        <div class={shared.form}>
          {can('change_settings') && <Form settings={data} onChange={settings.set} />}
          {!can('change_settings') && data.review.margin === 0 && <p>{t('review.askAdmin')}</p>}
          {data.review.margin > 0 && (
            <p class={shared.note}>
              {plural('review.kept', data.review.days, {
                margin: formatNumber(data.review.margin),
              })}
            </p>
          )}
          <p class={shared.note}>{t('review.privacy')}</p>
          {!can('change_settings') && data.review.margin > 0 && (
            <p class={shared.note}>{t('review.adminChanges')}</p>
          )}
        </div>
      )}
    </Card>
  );
};
