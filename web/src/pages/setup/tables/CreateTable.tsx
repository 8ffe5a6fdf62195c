import { useState } from 'preact/hooks';
import { createTable, type KeyAttributeType } from '../../../api/aws/dynamodb';
import { t } from '../../../i18n';
import { CopyAs, Select, TextInput } from '../../../ui';
import { FormDialog } from '../../shared/FormDialog';
import { boto3, cli, py, shellWord } from '../../shared/samples';
import styles from '../../shared/shared.module.css';
import { TABLE_RULE } from './paths';

const TYPES: readonly KeyAttributeType[] = ['S', 'N', 'B'];

interface Key {
  name: string;
  type: KeyAttributeType;
}

interface KeyFieldsProps {
  label: string;
  hint: string;
  value: Key;
  onValue: (key: Key) => void;
  error?: string | undefined;
  optional?: boolean;
}

const KeyFields = ({ label, hint, value, onValue, error, optional }: KeyFieldsProps) => (
  <div class={styles.pair}>
    <TextInput
      label={label}
      hint={hint}
      value={value.name}
      onValue={(name) => onValue({ ...value, name })}
      error={error}
      optional={optional ?? false}
      autocomplete="off"
      autocapitalize="off"
      mono
    />
    <Select
      label={t('tables.type')}
      value={value.type}
      onValue={(type) => onValue({ ...value, type })}
      options={TYPES.map((type) => ({ value: type, label: t(`tables.type.${type}`) }))}
    />
  </div>
);

const samplesOf = (name: string, keys: readonly Key[]) => {
  const kind = (index: number) => (index === 0 ? 'HASH' : 'RANGE');
  const definitions = keys.map((key) => ({ AttributeName: key.name, AttributeType: key.type }));
  const schema = keys.map((key, index) => ({ AttributeName: key.name, KeyType: kind(index) }));
  return [
    cli('dynamodb create-table', [
      `--table-name ${shellWord(name)} --billing-mode PAY_PER_REQUEST`,
      `--attribute-definitions ${keys.map((key) => shellWord(`AttributeName=${key.name},AttributeType=${key.type}`)).join(' ')}`,
      `--key-schema ${keys.map((key, index) => shellWord(`AttributeName=${key.name},KeyType=${kind(index)}`)).join(' ')}`,
    ]),
    boto3(
      'dynamodb',
      [
        'dynamodb.create_table(',
        `    TableName=${py(name)}, BillingMode="PAY_PER_REQUEST",`,
        `    AttributeDefinitions=${py(definitions)},`,
        `    KeySchema=${py(schema)},`,
        ')',
      ].join('\n'),
    ),
  ];
};

interface CreateTableProps {
  onClose: () => void;
  onCreated: (name: string) => void;
}

export const CreateTable = ({ onClose, onCreated }: CreateTableProps) => {
  const [name, setName] = useState('');
  const [partition, setPartition] = useState<Key>({ name: '', type: 'S' });
  const [sort, setSort] = useState<Key>({ name: '', type: 'S' });
  const [tried, setTried] = useState(false);
  const nameWrong = !TABLE_RULE.test(name);
  const double = sort.name !== '' && sort.name === partition.name;
  const keys = sort.name === '' ? [partition] : [partition, sort];
  return (
    <FormDialog
      title={t('tables.create')}
      action={t('tables.create')}
      check={() => {
        setTried(true);
        return !nameWrong && partition.name !== '' && !double;
      }}
      onSubmit={async () => {
        await createTable({ name, partitionKey: partition, ...(sort.name === '' ? {} : { sortKey: sort }) });
        onCreated(name);
      }}
      onClose={onClose}
      after={
        <CopyAs
          samples={samplesOf(
            name || 'faces',
            keys.map((key, index) => ({ ...key, name: key.name || (index === 0 ? 'faceId' : 'at') })),
          )}
        />
      }
    >
      <TextInput
        label={t('tables.name')}
        hint={t('tables.nameRule')}
        value={name}
        onValue={setName}
        error={tried && nameWrong ? t('tables.nameWrong') : undefined}
        autocomplete="off"
        autocapitalize="off"
        autofocus
        maxLength={255}
      />
      <KeyFields
        label={t('tables.partitionKey')}
        hint={t('tables.partitionHint')}
        value={partition}
        onValue={setPartition}
        error={tried && partition.name === '' ? t('field.required') : undefined}
      />
      <KeyFields
        label={t('tables.sortKey')}
        hint={t('tables.sortHint')}
        value={sort}
        onValue={setSort}
        optional
        error={tried && double ? t('tables.sameKey') : undefined}
      />
    </FormDialog>
  );
};
