import { listBuckets } from '../../../api/aws/s3';
import type { IntakeAction, Keep } from '../../../api/intakes';
import { useResource } from '../../../data';
import { t } from '../../../i18n';
import { can } from '../../../session';
import { Select, TextArea, TextInput } from '../../../ui';
import shared from '../../shared/shared.module.css';
import { useCollectionIds } from '../../shared/useCollectionIds';
import { Pairs } from '../shared/Pairs';
import {
  type FormFault,
  IMAGE_MEGABYTES_MAX,
  type IntakeForm,
  RULES,
  type Rule,
  TEMPLATE_WORDS,
} from './form';
import styles from './intakes.module.css';

interface IntakeFieldsProps {
  form: IntakeForm;
  onForm: (form: IntakeForm) => void;
  /** The name of one that is there cannot be changed. */
  isNew: boolean;
  faults: readonly FormFault[];
}

const KEEPS: readonly Keep[] = ['accepted', 'all', 'none'];
const USUAL: Record<IntakeAction, Keep> = { register: 'accepted', verify: 'none' };
const quiet = { autocomplete: 'off', autocapitalize: 'off' } as const;

const Identity = ({ form, onForm, faults }: Omit<IntakeFieldsProps, 'isNew'>) => (
  <div class={shared.pair}>
    <Select<Rule>
      label={t('intakes.identity')}
      hint={t(`intakes.ruleHint.${form.rule}`)}
      value={form.rule}
      onValue={(rule) =>
        onForm({ ...form, rule, ruleValue: rule === 'key' ? '{full_name}_{uuid}' : 'fullname' })
      }
      options={RULES.map((value) => ({ value, label: t(`intakes.rule.${value}`) }))}
    />
    <TextInput
      label={t(form.rule === 'key' ? 'intakes.pattern' : 'intakes.metadataName')}
      hint={form.rule === 'key' ? t('intakes.patternHint') : undefined}
      value={form.ruleValue}
      onValue={(ruleValue) => onForm({ ...form, ruleValue })}
      error={faults.includes('ruleValue') ? t('field.required') : undefined}
      mono
      {...quiet}
    />
  </div>
);

const TableFields = ({ form, onForm, faults }: Omit<IntakeFieldsProps, 'isNew'>) => (
  <fieldset class={shared.fieldset}>
    <legend>{t('intakes.tableTitle')}</legend>
    <div class={shared.pair}>
      <TextInput
        label={t('intakes.table')}
        hint={t('intakes.tableHint')}
        value={form.table}
        onValue={(table) =>
          onForm({
            ...form,
            table,
            // A start that most applications can read.
            ...(form.table === '' && form.tableKey === '' && form.tableItem.length === 0
              ? {
                  tableKey: 'rekognitionId',
                  tableItem: [
                    { name: 'rekognitionId', value: '{face_id}' },
                    { name: 'fullname', value: '{name}' },
                    { name: 'ImagePath', value: '{bucket}/{key}' },
                    { name: 'Timestamp', value: '{now}' },
                  ],
                }
              : {}),
          })
        }
        optional
        {...quiet}
      />
      {form.table !== '' && (
        <TextInput
          label={t('intakes.tableKey')}
          hint={t('intakes.tableKeyHint')}
          value={form.tableKey}
          onValue={(tableKey) => onForm({ ...form, tableKey })}
          error={faults.includes('tableKey') ? t('field.required') : undefined}
          mono
          {...quiet}
        />
      )}
    </div>
    {form.table !== '' && (
      <>
        <Pairs
          label={t('intakes.tableItem')}
          nameLabel={t('intakes.attribute')}
          valueLabel={t('intakes.template')}
          addLabel={t('attributes.add')}
          pairs={form.tableItem}
          onPairs={(tableItem) => onForm({ ...form, tableItem })}
          mono
        />
        <p class={shared.note}>
          {t('intakes.templateHint')}{' '}
          <span class={styles.words}>{TEMPLATE_WORDS.map((word) => `{${word}}`).join(' ')}</span>
        </p>
      </>
    )}
  </fieldset>
);

export const IntakeFields = ({ form, onForm, isNew, faults }: IntakeFieldsProps) => {
  const set =
    <Key extends keyof IntakeForm>(key: Key) =>
    (value: IntakeForm[Key]) =>
      onForm({ ...form, [key]: value });
  const registers = form.action === 'register';
  const usual = USUAL[form.action];
  const collections = useCollectionIds();
  const buckets = useResource(
    async (signal) => (can('ListBuckets') ? (await listBuckets(signal)).map(({ name }) => name) : []),
    [],
  );
  return (
    <>
      <div class={shared.pair}>
        <TextInput
          label={t('intakes.name')}
          hint={t('intakes.nameHint')}
          value={form.name}
          onValue={set('name')}
          error={faults.includes('name') ? t('field.nameRule') : undefined}
          readOnly={!isNew}
          disabled={!isNew}
          maxLength={64}
          {...quiet}
        />
        <Select<IntakeAction>
          label={t('intakes.action')}
          hint={t(`intakes.actionHint.${form.action}`)}
          value={form.action}
          onValue={set('action')}
          options={(['register', 'verify'] as const).map((value) => ({
            value,
            label: t(`intakes.action.${value}`),
          }))}
        />
        <TextInput
          label={t('buckets.one')}
          hint={t('intakes.bucketHint')}
          value={form.bucket}
          onValue={set('bucket')}
          error={faults.includes('bucket') ? t('field.required') : undefined}
          choices={buckets.data ?? []}
          mono
          autocapitalize="off"
        />
        <TextInput
          label={t('intakes.prefix')}
          hint={t('intakes.prefixHint')}
          value={form.prefix}
          onValue={set('prefix')}
          placeholder="index/"
          optional
          mono
          {...quiet}
        />
        <TextInput
          label={t('collections.name')}
          hint={registers ? t('intakes.collectionHint') : undefined}
          value={form.collection}
          onValue={set('collection')}
          choices={collections}
          placeholder="people"
          optional
          autocapitalize="off"
        />
        <Select<Keep | ''>
          label={t('intakes.keep')}
          hint={t('intakes.keepHint')}
          value={form.keep === usual ? '' : form.keep}
          onValue={set('keep')}
          options={KEEPS.map((value) =>
            value === usual
              ? {
                  value: '',
                  label: t(registers ? 'intakes.keep.registerDefault' : 'intakes.keep.verifyDefault'),
                }
              : { value, label: t(`intakes.keep.${value}`) },
          )}
        />
      </div>
      {registers ? (
        <Identity {...{ form, onForm, faults }} />
      ) : (
        <TextInput
          label={t('intakes.similarityMin')}
          hint={t('intakes.similarityMinHint')}
          value={form.similarityMin}
          onValue={set('similarityMin')}
          error={faults.includes('similarityMin') ? t('intakes.similarityRule') : undefined}
          inputMode="decimal"
          optional
          autocomplete="off"
        />
      )}
      <TableFields {...{ form, onForm, faults }} />
      <details class={styles.more}>
        <summary>{t('intakes.more')}</summary>
        <div class={shared.form}>
          <TextArea
            label={t('intakes.corsOrigins')}
            hint={t('intakes.corsHint')}
            value={form.corsOrigins}
            onValue={set('corsOrigins')}
            rows={2}
            mono
            optional
          />
          <div class={shared.pair}>
            <TextInput
              label={t('intakes.imageMax')}
              hint={t('intakes.imageMaxHint', { max: IMAGE_MEGABYTES_MAX })}
              value={form.imageMegabytesMax}
              onValue={set('imageMegabytesMax')}
              error={
                faults.includes('imageMegabytesMax')
                  ? t('intakes.imageMaxRule', { max: IMAGE_MEGABYTES_MAX })
                  : undefined
              }
              inputMode="decimal"
              optional
              autocomplete="off"
            />
            <TextInput
              label={t('intakes.source')}
              hint={t('intakes.sourceHint')}
              value={form.source}
              onValue={set('source')}
              optional
              {...quiet}
            />
          </div>
        </div>
      </details>
    </>
  );
};
