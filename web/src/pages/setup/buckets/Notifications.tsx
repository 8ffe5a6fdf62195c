import { functionArn, nameOfArn } from '../../../api/aws/arn';
import { listFunctions } from '../../../api/aws/lambda';
import { describeCollection } from '../../../api/aws/rekognition';
import { getNotifications, type NotificationRule, putNotifications } from '../../../api/aws/s3-rules';
import { DEFAULT_COLLECTION } from '../../../api/people';
import { useResource } from '../../../data';
import { t } from '../../../i18n';
import { can } from '../../../session';
import { Checkbox, TextInput } from '../../../ui';
import shared from '../../shared/shared.module.css';
import { RuleList } from './RuleList';

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
  const stored = useResource((signal) => getNotifications(bucket, signal), [bucket]);
  const known = useResource(
    async (signal) => ({
      functions: can('ListFunctions') ? (await listFunctions(signal)).map((one) => one.FunctionName) : [],
      ownArn: (await describeCollection(DEFAULT_COLLECTION, { signal })).CollectionARN,
    }),
    [],
  );
  return (
    <RuleList
      about="notifications"
      icon="function"
      stored={stored}
      mayPut={can('PutBucketNotificationConfiguration')}
      blank={NEW_RULE}
      isWhole={(rule) => rule.functionArn !== '' && rule.events.length > 0}
      onSave={async (rules) => {
        await putNotifications(bucket, rules);
        return rules;
      }}
    >
      {(rule, onRule) => (
        <RuleForm
          rule={rule}
          functions={known.data?.functions ?? []}
          arnOf={(name) => functionArn(name, known.data?.ownArn)}
          onRule={onRule}
        />
      )}
    </RuleList>
  );
};
