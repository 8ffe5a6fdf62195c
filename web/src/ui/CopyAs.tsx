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

interface SampleTabsProps {
  samples: readonly Sample[];
  label: string;
  /** What a sample's code is called; its tool's name where nothing else is said. */
  codeLabel?: (tool: string) => string;
}

/** The samples, one at a time. */
export const SampleTabs = ({ samples, label, codeLabel = (tool) => tool }: SampleTabsProps) => {
  const [tool, setTool] = useState(samples[0]?.tool ?? '');
  const current = samples.find((sample) => sample.tool === tool) ?? samples[0];
  if (!current) return null;
  return (
    <Tabs
      label={label}
      tabs={samples.map((sample) => ({ key: sample.tool, label: sample.tool }))}
      current={current.tool}
      onSelect={setTool}
    >
      <CodeBlock code={current.code} label={codeLabel(current.tool)} />
    </Tabs>
  );
};

interface CopyAsProps {
  samples: readonly Sample[];
  title?: string;
}

/** What the page does here, as a program would do it; folded away until somebody wants it. */
export const CopyAs = ({ samples, title }: CopyAsProps) => {
  if (samples.length === 0) return null;
  const label = title ?? t('copyAs.title');
  return (
    <details class={styles.calls}>
      <summary>{label}</summary>
      <SampleTabs samples={samples} label={label} codeLabel={(tool) => `${label}: ${tool}`} />
    </details>
  );
};
