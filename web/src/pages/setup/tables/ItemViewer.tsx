import { useState } from 'preact/hooks';
import type { Item, Table } from '../../../api/aws/dynamodb';
import { t } from '../../../i18n';
import { Badge, Button, CodeBlock, CopyAs, Dialog, Tabs } from '../../../ui';
import { boto3, cli, py, shellWord } from '../../shared/samples';
import { keyOf, VIEWS, type View } from './item';
import { keysOf } from './paths';
import { type Row, toRows } from './rows';
import styles from './tables.module.css';

const samplesOf = (table: string, key: Item) => {
  const json = JSON.stringify(key);
  return [
    cli('dynamodb get-item', [`--table-name ${shellWord(table)}`, `--key ${shellWord(json)}`]),
    boto3('dynamodb', `import json\ndynamodb.get_item(TableName=${py(table)}, Key=json.loads(${py(json)}))`),
  ];
};

const textOf = ({ type, text }: Row): string => {
  if (type === 'NULL') return t('tables.null');
  if (type === 'BOOL') return t(text === 'true' ? 'tables.true' : 'tables.false');
  return text;
};

/** An item for those who may not change it. */
export const ItemViewer = ({ table, item, onClose }: { table: Table; item: Item; onClose: () => void }) => {
  const [view, setView] = useState<View>('rows');
  const keys = keysOf(table).map((key) => key.name);
  const key = keyOf(table, item);
  return (
    <Dialog
      wide
      title={t('tables.item')}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t('action.close')}</Button>}
    >
      <div>
        <Tabs
          label={t('tables.lookWays')}
          tabs={VIEWS.map((one) => ({ key: one, label: t(`tables.view.${one}`) }))}
          current={view}
          onSelect={setView}
        >
          {view === 'json' ? (
            <CodeBlock code={JSON.stringify(item, null, 2)} label={t('tables.view.json')} wrap />
          ) : (
            <dl class={styles.facts}>
              {toRows({ ...key, ...item }).map((row) => (
                <div key={row.name} class={styles.fact}>
                  <dt>
                    <bdi>{row.name}</bdi>
                    {keys.includes(row.name) && <Badge icon="key">{t('tables.key')}</Badge>}
                    <span class={styles.type}>{t(`tables.type.${row.type}`)}</span>
                  </dt>
                  <dd dir="auto">{textOf(row)}</dd>
                </div>
              ))}
            </dl>
          )}
        </Tabs>
      </div>
      <CopyAs samples={samplesOf(table.TableName, key)} />
    </Dialog>
  );
};
