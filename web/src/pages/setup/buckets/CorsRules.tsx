import { useEffect, useState } from 'preact/hooks';
import { CORS_METHODS, type CorsRule, getCors, putCors } from '../../../api/aws/s3-rules';
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
  TextArea,
  TextInput,
  toast,
} from '../../../ui';
import shared from '../../shared/shared.module.css';
import { linesOf, textOf } from './lines';

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

/** Which pages of other origins may read and write a bucket by links. */
export const CorsRules = ({ bucket }: { bucket: string }) => {
  const [rules, setRules] = useState<readonly CorsRule[]>([]);
  const [changed, setChanged] = useState(false);
  const [tried, setTried] = useState(false);
  const cors = useResource((signal) => getCors(bucket, signal), [bucket]);
  useEffect(() => {
    if (cors.data) setRules(cors.data);
  }, [cors.data]);

  const change = (next: readonly CorsRule[]) => {
    setRules(next);
    setChanged(true);
  };
  const whole = rules.every((rule) => rule.origins.some(Boolean) && rule.methods.length > 0);
  const save = useAction(async () => {
    const cleaned = rules.map((rule) => ({
      ...rule,
      origins: rule.origins.filter(Boolean),
      headers: rule.headers.filter(Boolean),
      exposed: rule.exposed.filter(Boolean),
    }));
    await putCors(bucket, cleaned);
    setRules(cleaned);
    setChanged(false);
    toast(t('cors.saved'));
  });
  const mayPut = can('PutBucketCors');

  if (cors.error) return <ErrorBanner problem={cors.error} onRetry={cors.reload} />;
  if (!cors.data) return <Skeleton height={220} />;
  return (
    <div class={shared.form}>
      <p class={shared.note}>
        {t('cors.lead')} {!mayPut && t('setup.adminOnly')}
      </p>
      {rules.length === 0 && (
        <Card flush>
          <EmptyState icon="globe" title={t('cors.none')}>
            {t('cors.noneLead')}
          </EmptyState>
        </Card>
      )}
      <fieldset class={shared.form} disabled={!mayPut}>
        <legend class="visually-hidden">{t('buckets.view.cors')}</legend>
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
              onRule={(next) => change(rules.map((one, index) => (index === at ? next : one)))}
            />
          </Card>
        ))}
      </fieldset>
      {tried && !whole && <Banner tone="danger">{t('cors.incomplete')}</Banner>}
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
