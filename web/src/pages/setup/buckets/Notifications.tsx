import { useEffect, useState } from 'preact/hooks';
import { functionArn, nameOfArn } from '../../../api/aws/arn';
import { listFunctions } from '../../../api/aws/lambda';
import { describeCollection } from '../../../api/aws/rekognition';
import { getNotifications, type NotificationRule, putNotifications } from '../../../api/aws/s3-rules';
import { DEFAULT_COLLECTION } from '../../../api/people';
import { useAction, useResource } from '../../../data';
import { t } from '../../../i18n';
import { can } from '../../../session';
import {
  Banner,
  Button,
  Card,
  Checkbox,
  EmptyState,
  ErrorBanner,
  Skeleton,
  TextInput,
  toast,
} from '../../../ui';
import shared from '../../shared/shared.module.css';

/** The only ones that ever happen here. */
const EVENTS = [
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
] as const;

const NEW_RULE: NotificationRule = {
  id: '',
  functionArn: '',
  events: ['s3:ObjectCreated:*'],
  prefix: '',
  suffix: '',
};

interface RuleFormProps {
  rule: NotificationRule;
  functions: readonly string[];
  arnOf: (name: string) => string;
  onRule: (rule: NotificationRule) => void;
}

const RuleForm = ({ rule, functions, arnOf, onRule }: RuleFormProps) => {
  const others = rule.events.filter((event) => !EVENTS.some((one) => one === event));
  return (
    <div class={shared.form}>
      <TextInput
        label={t('notifications.function')}
        hint={
          functions.length > 0
            ? t('notifications.functionHint', { names: functions.join(', ') })
            : t('notifications.functionHintNone')
        }
        value={nameOfArn(rule.functionArn)}
        onValue={(name) => onRule({ ...rule, functionArn: name === '' ? '' : arnOf(name.trim()) })}
        mono
        autocomplete="off"
        autocapitalize="off"
      />
      <fieldset class={shared.fieldset}>
        <legend>{t('notifications.events')}</legend>
        <div class={shared.checks}>
          {[...EVENTS, ...others].map((event) => (
            <Checkbox
              key={event}
              label={event.replace(/^s3:/, '')}
              checked={rule.events.includes(event)}
              onValue={(on) =>
                onRule({
                  ...rule,
                  events: on ? [...rule.events, event] : rule.events.filter((one) => one !== event),
                })
              }
            />
          ))}
        </div>
      </fieldset>
      <div class={shared.pair}>
        <TextInput
          label={t('notifications.prefix')}
          hint={t('notifications.prefixHint')}
          value={rule.prefix}
          onValue={(prefix) => onRule({ ...rule, prefix })}
          optional
          mono
          autocomplete="off"
          autocapitalize="off"
        />
        <TextInput
          label={t('notifications.suffix')}
          hint={t('notifications.suffixHint')}
          value={rule.suffix}
          onValue={(suffix) => onRule({ ...rule, suffix })}
          optional
          mono
          autocomplete="off"
          autocapitalize="off"
        />
      </div>
    </div>
  );
};

/** Which function is told of what happens in a bucket. */
export const Notifications = ({ bucket }: { bucket: string }) => {
  const [rules, setRules] = useState<readonly NotificationRule[]>([]);
  const [changed, setChanged] = useState(false);
  const [tried, setTried] = useState(false);
  const stored = useResource((signal) => getNotifications(bucket, signal), [bucket]);
  const known = useResource(
    async (signal) => ({
      functions: can('ListFunctions') ? (await listFunctions(signal)).map((one) => one.FunctionName) : [],
      ownArn: (await describeCollection(DEFAULT_COLLECTION, { signal })).CollectionARN,
    }),
    [],
  );
  useEffect(() => {
    if (stored.data) setRules(stored.data);
  }, [stored.data]);

  const change = (next: readonly NotificationRule[]) => {
    setRules(next);
    setChanged(true);
  };
  const whole = rules.every((rule) => rule.functionArn !== '' && rule.events.length > 0);
  const save = useAction(async () => {
    await putNotifications(bucket, rules);
    setChanged(false);
    toast(t('notifications.saved'));
  });
  const mayPut = can('PutBucketNotificationConfiguration');

  if (stored.error) return <ErrorBanner problem={stored.error} onRetry={stored.reload} />;
  if (!stored.data) return <Skeleton height={220} />;
  return (
    <div class={shared.form}>
      <p class={shared.note}>
        {t('notifications.lead')} {!mayPut && t('setup.adminOnly')}
      </p>
      {rules.length === 0 && (
        <Card flush>
          <EmptyState icon="function" title={t('notifications.none')}>
            {t('notifications.noneLead')}
          </EmptyState>
        </Card>
      )}
      <fieldset class={shared.form} disabled={!mayPut}>
        <legend class="visually-hidden">{t('buckets.view.notifications')}</legend>
        {rules.map((rule, at) => (
          <Card
            key={at}
            title={t('setup.rule', { number: at + 1 })}
            actions={
              mayPut && (
                <Button
                  variant="quiet"
                  icon="trash"
                  onClick={() => change(rules.filter((_, index) => index !== at))}
                >
                  {t('setup.remove')}
                </Button>
              )
            }
          >
            <RuleForm
              rule={rule}
              functions={known.data?.functions ?? []}
              arnOf={(name) => functionArn(name, known.data?.ownArn)}
              onRule={(next) => change(rules.map((one, index) => (index === at ? next : one)))}
            />
          </Card>
        ))}
      </fieldset>
      {tried && !whole && <Banner tone="danger">{t('notifications.incomplete')}</Banner>}
      {save.error && <ErrorBanner problem={save.error} />}
      {mayPut && (
        <div class={shared.row}>
          <Button icon="plus" onClick={() => change([...rules, NEW_RULE])}>
            {t('setup.addRule')}
          </Button>
          {changed && (
            <Button
              variant="primary"
              busy={save.busy}
              onClick={() => {
                setTried(true);
                if (whole) save.run();
              }}
            >
              {t('action.save')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
};
