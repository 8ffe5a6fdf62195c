import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { CodeBlock, Tabs } from '../../ui';
import styles from './authenticate.module.css';
import { boto3Of, type Call, curlOf } from './calls';

const KINDS = ['curl', 'boto3'] as const;

/** The question that was just asked, for whoever writes a program that asks it. */
export const Calls = ({ call }: { call: Call }) => {
  const [kind, setKind] = useState<(typeof KINDS)[number]>('curl');
  return (
    <details class={styles.calls}>
      <summary>{t('authenticate.calls')}</summary>
      <Tabs
        label={t('authenticate.calls')}
        tabs={KINDS.map((key) => ({ key, label: key }))}
        current={kind}
        onSelect={setKind}
      >
        <CodeBlock code={kind === 'curl' ? curlOf(call) : boto3Of(call)} label={kind} />
      </Tabs>
    </details>
  );
};
