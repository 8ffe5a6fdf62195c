import { useState } from 'preact/hooks';
import { listIntakes } from '../../../api/intakes';
import { SYSTEM_BUCKET } from '../../../api/uploads';
import {
  createWebhook,
  replaceWebhook,
  WEBHOOK_EVENTS,
  type Webhook,
  type WebhookEvent,
  type WebhookSettings,
} from '../../../api/webhooks';
import { useResource } from '../../../data';
import { t } from '../../../i18n';
import {
  Banner,
  Button,
  Checkbox,
  CodeBlock,
  CopyAs,
  CopyButton,
  Dialog,
  Facts,
  TextInput,
} from '../../../ui';
import { FormDialog } from '../../shared/FormDialog';
import { isWhole } from '../../shared/isWhole';
import { curl, shellWord } from '../../shared/samples';
import shared from '../../shared/shared.module.css';
import { orNone } from '../shared/many';
import { isName } from '../shared/names';

interface WebhookDialogProps {
  /** Absent: a new one. */
  webhook: Webhook | undefined;
  onClose: () => void;
  onSaved: (name: string) => void;
}

const TIMEOUT_MAX_S = 60;

const isUrl = (text: string): boolean => {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
};

const Created = ({ secret, onClose }: { secret: string; onClose: () => void }) => (
  <Dialog
    title={t('webhooks.made')}
    onClose={onClose}
    footer={
      <Button variant="primary" onClick={onClose}>
        {t('secret.kept')}
      </Button>
    }
  >
    <Banner tone="warning" title={t('secret.once')}>
      {t('webhooks.madeHint')}
    </Banner>
    <CodeBlock code={secret} label={t('webhooks.secret')} wrap />
    <div>
      <CopyButton text={secret} label={t('copy.label', { what: t('webhooks.secret') })} full />
    </div>
  </Dialog>
);

const toggle = <Value,>(values: readonly Value[], value: Value, on: boolean): Value[] =>
  on ? [...values, value] : values.filter((one) => one !== value);

export const WebhookDialog = ({ webhook, onClose, onSaved }: WebhookDialogProps) => {
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [events, setEvents] = useState<readonly WebhookEvent[]>(webhook?.events ?? []);
  const [chosen, setChosen] = useState<readonly string[]>(webhook?.intakes ?? []);
  const [timeout, setSeconds] = useState(String(webhook?.timeout_s ?? 10));
  const [tried, setTried] = useState(false);
  const [secret, setSecret] = useState<string>();
  const intakes = useResource((signal) => orNone(listIntakes(signal)), []);
  const offered = [
    ...new Set([
      ...(intakes.data?.map((intake) => intake.name) ?? []),
      SYSTEM_BUCKET,
      ...(webhook?.intakes ?? []),
    ]),
  ];
  const nameWrong = !isName(name);
  const timeWrong = !isWhole(timeout, 1, TIMEOUT_MAX_S);
  const settings: WebhookSettings = {
    url: url.trim(),
    ...(events.length > 0 ? { events: [...events] } : {}),
    ...(chosen.length > 0 ? { intakes: [...chosen] } : {}),
    timeout_s: Number(timeout),
  };

  const save = async () => {
    if (webhook) {
      await replaceWebhook(webhook.name, settings);
      onClose();
    } else {
      const answer = await createWebhook(name, settings);
      setSecret(answer.secret);
    }
    onSaved(name);
  };

  if (secret) return <Created secret={secret} onClose={onClose} />;
  return (
    <FormDialog
      wide
      title={t(webhook ? 'webhooks.edit' : 'webhooks.create')}
      action={t(webhook ? 'action.save' : 'webhooks.create')}
      check={() => {
        setTried(true);
        return !nameWrong && !timeWrong && isUrl(url.trim());
      }}
      onSubmit={save}
      onClose={onClose}
      after={
        <CopyAs
          samples={[
            curl(webhook ? `/v1/webhooks/${encodeURIComponent(webhook.name)}` : '/v1/webhooks', [
              ...(webhook ? ['-X PUT'] : []),
              "-H 'Content-Type: application/json'",
              `-d ${shellWord(JSON.stringify(webhook ? settings : { name: name || 'desk', ...settings }))}`,
            ]),
          ]}
        />
      }
    >
      <TextInput
        label={t('webhooks.name')}
        value={name}
        onValue={setName}
        error={tried && nameWrong ? t('field.nameRule') : undefined}
        disabled={webhook !== undefined}
        autocomplete="off"
        autocapitalize="off"
        maxLength={64}
      />
      <TextInput
        label={t('webhooks.url')}
        hint={t('webhooks.urlHint')}
        type="url"
        placeholder="https://desk.example/told"
        value={url}
        onValue={setUrl}
        error={tried && !isUrl(url.trim()) ? t('webhooks.urlRule') : undefined}
        autocomplete="off"
        autocapitalize="off"
        mono
      />
      <fieldset class={shared.fieldset}>
        <legend>{t('webhooks.events')}</legend>
        <p class={shared.note}>{t('webhooks.eventsHint')}</p>
        <div class={shared.checks}>
          {WEBHOOK_EVENTS.map((event) => (
            <Checkbox
              key={event}
              label={t(`webhooks.event.${event}`)}
              checked={events.includes(event)}
              onValue={(on) => setEvents(toggle(events, event, on))}
            />
          ))}
        </div>
      </fieldset>
      <fieldset class={shared.fieldset}>
        <legend>{t('webhooks.intakes')}</legend>
        <p class={shared.note}>{t('webhooks.intakesHint')}</p>
        <div class={shared.checks}>
          {offered.map((one) => (
            <Checkbox
              key={one}
              label={one === SYSTEM_BUCKET ? t('webhooks.announced') : one}
              checked={chosen.includes(one)}
              onValue={(on) => setChosen(toggle(chosen, one, on))}
            />
          ))}
        </div>
      </fieldset>
      <TextInput
        label={t('webhooks.timeout')}
        hint={t('webhooks.timeoutHint')}
        type="number"
        min={1}
        max={TIMEOUT_MAX_S}
        value={timeout}
        onValue={setSeconds}
        error={tried && timeWrong ? t('functions.timeoutRule', { max: TIMEOUT_MAX_S }) : undefined}
      />
      {!webhook && <p class={shared.note}>{t('webhooks.secretHint')}</p>}
    </FormDialog>
  );
};

/** One that the operator's file set up: to be read only. */
export const FileWebhook = ({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) => (
  <Dialog title={webhook.name} onClose={onClose}>
    <Banner icon="document" title={t('setup.ofFile')}>
      {t('setup.ofFileLead')}
    </Banner>
    <Facts
      items={[
        [t('webhooks.url'), <bdi key="url">{webhook.url}</bdi>],
        [
          t('webhooks.events'),
          webhook.events?.map((event) => t(`webhooks.event.${event}`)).join(', ') || t('webhooks.allEvents'),
        ],
        [t('webhooks.intakes'), webhook.intakes?.join(', ') || t('webhooks.allIntakes')],
        [t('webhooks.timeout'), webhook.timeout_s ?? 10],
      ]}
    />
  </Dialog>
);
