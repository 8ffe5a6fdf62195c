import type { ApiError } from '../../../api/errors';
import { t } from '../../../i18n';
import { Card, ErrorBanner, Select } from '../../../ui';
import styles from './collections.module.css';
import type { ItemChoice } from './items';
import type { KnownTable } from './useItems';

interface ItemSourceProps {
  tables: readonly string[];
  choice: ItemChoice;
  known: KnownTable | undefined;
  error: ApiError | undefined;
  onChoose: (choice: ItemChoice) => void;
}

const NONE = '';

/** Which table knows more of the faces, and what stands where in its items. Guessed; can be said otherwise. */
export const ItemSource = ({ tables, choice, known, error, onChoose }: ItemSourceProps) => {
  const attribute = (label: string, value: string | undefined, of: 'key' | 'name' | 'picture') => (
    <Select
      label={label}
      value={value ?? NONE}
      disabled={!known}
      onValue={(next) => onChoose({ ...choice, [of]: next })}
      options={[
        { value: NONE, label: t('faces.noAttribute') },
        ...(known?.attributes ?? []).map((name) => ({ value: name, label: name })),
      ]}
    />
  );
  return (
    <Card title={t('faces.source')}>
      <p class={styles.sourceLead}>{t('faces.sourceLead')}</p>
      <div class={styles.source}>
        <Select
          label={t('faces.table')}
          value={choice.table ?? NONE}
          onValue={(table) => onChoose({ table })}
          options={[
            { value: NONE, label: t('faces.noTable') },
            ...tables.map((name) => ({ value: name, label: name })),
          ]}
        />
      </div>
      {choice.table && (
        <details class={styles.fields}>
          <summary>{t('faces.fields')}</summary>
          <div class={styles.source}>
            {attribute(t('faces.keyAttribute'), known?.key, 'key')}
            {attribute(t('faces.nameAttribute'), known?.name, 'name')}
            {attribute(t('faces.pictureAttribute'), known?.picture, 'picture')}
          </div>
        </details>
      )}
      {error && <ErrorBanner problem={error} title={t('faces.tableFailed')} />}
    </Card>
  );
};
