import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { CodeBlock } from './CodeBlock';
import styles from './CopyAs.module.css';
import { Tabs } from './Tabs';

/** One way to do the same from a program or a shell. */
export interface Sample {
  /** "curl", "boto3", "AWS CLI": names of tools, the same in every language. */
  tool: string;
  code: string;
}

interface CopyAsProps {
  samples: readonly Sample[];
  title?: string;
}

/** What the page does here, as a program would do it; folded away until somebody wants it. */
export const CopyAs = ({ samples, title }: CopyAsProps) => {
  const [tool, setTool] = useState(samples[0]?.tool ?? '');
  const current = samples.find((sample) => sample.tool === tool) ?? samples[0];
  if (!current) return null;
  const label = title ?? t('copyAs.title');
  return (
    <details class={styles.calls}>
      <summary>{label}</summary>
      <Tabs
        label={label}
        tabs={samples.map((sample) => ({ key: sample.tool, label: sample.tool }))}
        current={current.tool}
        onSelect={setTool}
      >
        <CodeBlock code={current.code} label={`${label}: ${current.tool}`} />
      </Tabs>
    </details>
  );
};
