import { CORS_METHODS, type CorsRule, getCors, putCors } from '../../../api/aws/s3-rules';
import { useResource } from '../../../data';
import { t } from '../../../i18n';
import { can } from '../../../session';
import { Checkbox, TextArea, TextInput } from '../../../ui';
import shared from '../../shared/shared.module.css';
import { linesOf, textOf } from './lines';
import { RuleList } from './RuleList';

const NEW_RULE: CorsRule = {
  id: '',
  origins: [],
  methods: ['PUT'],
  headers: ['content-type'],
  exposed: [],
  maxAgeS: 3600,
};

const RuleForm = ({ rule, onRule }: { rule: CorsRule; onRule: (rule: CorsRule) => void }) => (
  <div class={shared.form}>
    <TextArea
      label={t('cors.origins')}
      hint={t('cors.originsHint')}
      value={textOf(rule.origins)}
      onValue={(text) => onRule({ ...rule, origins: linesOf(text) })}
      rows={2}
      mono
      placeholder="https://app.example"
    />
    <fieldset class={shared.fieldset}>
      <legend>{t('cors.methods')}</legend>
      <div class={shared.checks}>
        {CORS_METHODS.map((method) => (
          <Checkbox
            key={method}
            label={method}
            checked={rule.methods.includes(method)}
            onValue={(on) =>
              onRule({
                ...rule,
                methods: CORS_METHODS.filter((one) => (one === method ? on : rule.methods.includes(one))),
              })
            }
          />
        ))}
      </div>
    </fieldset>
    <div class={shared.pair}>
      <TextArea
        label={t('cors.headers')}
        hint={t('cors.headersHint')}
        value={textOf(rule.headers)}
        onValue={(text) => onRule({ ...rule, headers: linesOf(text) })}
        rows={2}
        mono
        optional
      />
      <TextArea
        label={t('cors.exposed')}
        hint={t('cors.exposedHint')}
        value={textOf(rule.exposed)}
        onValue={(text) => onRule({ ...rule, exposed: linesOf(text) })}
        rows={2}
        mono
        optional
      />
    </div>
    <TextInput
      label={t('cors.maxAge')}
      type="number"
      min={0}
      value={rule.maxAgeS === undefined ? '' : String(rule.maxAgeS)}
      onValue={(text) =>
        onRule({ ...rule, maxAgeS: text === '' ? undefined : Math.max(0, Math.floor(Number(text))) })
      }
      optional
    />
  </div>
);

/** Rows of a text field may be empty. */
const cleaned = (rule: CorsRule): CorsRule => ({
  ...rule,
  origins: rule.origins.filter(Boolean),
  headers: rule.headers.filter(Boolean),
  exposed: rule.exposed.filter(Boolean),
});

/** Which pages of other origins may read and write a bucket by links. */
export const CorsRules = ({ bucket }: { bucket: string }) => {
  const stored = useResource((signal) => getCors(bucket, signal), [bucket]);
  return (
    <RuleList
      about="cors"
      icon="globe"
      stored={stored}
      mayPut={can('PutBucketCors')}
      blank={NEW_RULE}
      isWhole={(rule) => rule.origins.some(Boolean) && rule.methods.length > 0}
      onSave={async (rules) => {
        const whole = rules.map(cleaned);
        await putCors(bucket, whole);
        return whole;
      }}
    >
      {(rule, onRule) => <RuleForm rule={rule} onRule={onRule} />}
    </RuleList>
  );
};
