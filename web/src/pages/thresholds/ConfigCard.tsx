import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { Banner, Card, CodeBlock, Select, Tabs } from '../../ui';
import { asFlags, asToml, asVariables, type Policy, type Scope, settingsFor } from './configuration';
import styles from './thresholds.module.css';
import { similarityText } from './words';

type Form = 'file' | 'flags' | 'variables';
const FORMS: readonly Form[] = ['file', 'flags', 'variables'];
const WRITTEN = { file: asToml, flags: asFlags, variables: asVariables };

interface ConfigCardProps {
  chosen: number;
  people: number;
  policy: Policy;
}

/** The settings by which the server asks for what was chosen. */
export const ConfigCard = ({ chosen, people, policy }: ConfigCardProps) => {
  const [scope, setScope] = useState<Scope>('search');
  const [form, setForm] = useState<Form>('file');
  const choice = settingsFor(chosen, people, policy, scope);
  const lowers = scope === 'search' && choice.policy.threshold < policy.threshold;
  const misses = Math.abs(choice.search - chosen) >= 0.2;
  return (
    <Card title={t('thresholds.configTitle')}>
      <div class={styles.config}>
        <Select<Scope>
          label={t('thresholds.scope')}
          hint={t(`thresholds.scope.${scope}.hint`)}
          value={scope}
          onValue={setScope}
          options={(['search', 'both'] as const).map((value) => ({
            value,
            label: t(`thresholds.scope.${value}`),
          }))}
        />
        {choice.changed.length === 0 ? (
          <Banner tone="success" title={t('thresholds.configSame')}>
            {t('thresholds.configSameHint', { similarity: similarityText(chosen) })}
          </Banner>
        ) : (
          <>
            {lowers && <Banner tone="warning" title={t('thresholds.lowersBoth')} />}
            {misses && (
              <Banner
                tone="warning"
                title={t('thresholds.misses', { similarity: similarityText(choice.search) })}
              />
            )}
            <Tabs
              label={t('thresholds.configTitle')}
              tabs={FORMS.map((key) => ({ key, label: t(`thresholds.form.${key}`) }))}
              current={form}
              onSelect={setForm}
            >
              <CodeBlock label={t(`thresholds.form.${form}`)} code={WRITTEN[form](choice)} wrap />
            </Tabs>
            <p class={styles.small}>{t('thresholds.configRestart')}</p>
          </>
        )}
      </div>
    </Card>
  );
};
