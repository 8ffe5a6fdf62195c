import { useRef } from 'preact/hooks';
import { formatBytes, t } from '../../../i18n';
import { Button, Field, Icon, IconButton, Select, TextArea, TextInput } from '../../../ui';
import type { Fault } from '../request/draft';
import type { FormField } from '../request/values';
import type { ParameterObject, Schema } from '../spec/document';
import { isType, resolve } from '../spec/schema';
import { useDocument } from './context';
import { Limits } from './Limits';
import { Prose } from './Prose';
import styles from './try.module.css';

export const faultText = (fault: Fault | undefined): string | undefined =>
  fault && t(fault === 'required' ? 'field.required' : `docs.fault.${fault}`);

const Hint = ({ text, schema }: { text: string | undefined; schema: Schema }) => (
  <>
    <Prose text={text} />
    <Limits schema={schema} />
  </>
);

const optionsOf = (schema: Schema, required: boolean) => {
  const values = schema.enum?.map(String) ?? ['true', 'false'];
  const absent = { value: '', label: t('docs.absent') };
  return [...(required ? [] : [absent]), ...values.map((value) => ({ value, label: value }))];
};

/** What it could be, or is where nothing is typed. */
const placeholderOf = (schema: Schema): string => String(schema.default ?? schema.example ?? '');

interface FileFieldProps {
  field: FormField;
  files: readonly File[];
  onFiles: (files: readonly File[]) => void;
  fault: Fault | undefined;
}

/** Chooses files; the browser's own chooser, in the words of the page. */
export const FileField = ({ field, files, onFiles, fault }: FileFieldProps) => {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Field
      label={field.name}
      optional={!field.required}
      hint={<Hint text={field.schema.description} schema={field.schema} />}
      error={faultText(fault)}
    >
      {(wiring) => (
        <div class={styles.files}>
          <Button icon="document" onClick={() => input.current?.click()}>
            {t(field.many ? 'docs.files' : 'docs.file')}
          </Button>
          <input
            {...wiring}
            ref={input}
            class="visually-hidden"
            tabIndex={-1}
            type="file"
            multiple={field.many}
            onChange={(event) => {
              const chosen = [...(event.currentTarget.files ?? [])];
              event.currentTarget.value = '';
              if (chosen.length > 0) onFiles(field.many ? [...files, ...chosen] : chosen);
            }}
          />
          {files.length > 0 && (
            <ul class={styles.fileList}>
              {files.map((file, index) => (
                <li key={`${index} ${file.name}`}>
                  <Icon name="document" size={16} />
                  <bdi class={styles.fileName} title={file.name}>
                    {file.name}
                  </bdi>
                  <span class={styles.note}>{formatBytes(file.size)}</span>
                  <IconButton
                    icon="close"
                    size={16}
                    label={t('docs.removeFile', { name: file.name })}
                    onClick={() => onFiles(files.filter((_, at) => at !== index))}
                  />
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Field>
  );
};

interface FormFieldViewProps {
  field: FormField;
  value: string;
  onValue: (value: string) => void;
  fault: Fault | undefined;
  /** Its text is one for programs, letter by letter. */
  mono?: boolean;
}

/** A field of a form that is no file. */
export const FormFieldView = ({ field, value, onValue, fault, mono = false }: FormFieldViewProps) => {
  const common = {
    label: field.name,
    optional: !field.required,
    hint: <Hint text={field.schema.description} schema={field.schema} />,
    error: faultText(fault),
    value,
    onValue,
  };
  if (field.kind === 'choice')
    return <Select {...common} options={optionsOf(field.schema, field.required)} />;
  if (field.kind === 'json') return <TextArea {...common} mono rows={3} placeholder="{}" />;
  return (
    <TextInput
      {...common}
      {...(mono ? { mono } : { dir: 'auto' })}
      autocomplete="off"
      autocapitalize="off"
      placeholder={placeholderOf(field.schema)}
    />
  );
};

interface ParameterFieldProps extends Omit<FormFieldViewProps, 'field' | 'mono'> {
  parameter: ParameterObject;
}

/** A parameter, as the field of a form that it is here. What it says of itself goes before what its schema says. */
export const ParameterField = ({ parameter, ...rest }: ParameterFieldProps) => {
  const { name, description, example, required = false } = parameter;
  const schema = resolve(useDocument(), parameter.schema ?? {});
  const field: FormField = {
    name,
    schema: {
      ...schema,
      ...(description !== undefined && { description }),
      ...(example !== undefined && { example }),
    },
    required,
    kind: schema.enum || isType(schema, 'boolean') ? 'choice' : 'text',
    many: false,
  };
  return <FormFieldView {...rest} field={field} mono />;
};
